import { member, parsed, textMember } from '../shared/json.ts';
import type { Contact } from './contact.ts';
import type { Fault } from './fault.ts';
import type { Queue } from './queue.ts';

const base = '/agent/api';

async function call(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${base}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = parsed(await response.text());
  if (!response.ok) throw new Error(textMember(answer, 'message') ?? `It answered ${response.status}`);
  return answer;
}

/** Newest first. */
export async function listContacts(): Promise<readonly Contact[]> {
  return member(await call('GET', '/contacts'), 'Contacts') as readonly Contact[];
}

export async function act(contactId: string, action: string, body: unknown = {}): Promise<void> {
  await call('POST', `/contacts/${encodeURIComponent(contactId)}/${action}`, body);
}

/** Each resolves with the queue as it then is. */
export async function readQueue(): Promise<Queue> {
  return (await call('GET', '/queue')) as Queue;
}

export async function staff(Agents: number): Promise<Queue> {
  return (await call('POST', '/queue', { Agents })) as Queue;
}

/** Each resolves with the faults that are left. */
export async function listFaults(): Promise<readonly Fault[]> {
  return member(await call('GET', '/faults'), 'Faults') as readonly Fault[];
}

export async function addFault(fault: Fault): Promise<readonly Fault[]> {
  return member(await call('POST', '/faults', fault), 'Faults') as readonly Fault[];
}

export async function clearFaults(): Promise<readonly Fault[]> {
  return member(await call('DELETE', '/faults'), 'Faults') as readonly Fault[];
}

/** Each resolves with whether attachments are scanned. */
export async function isScanning(): Promise<boolean> {
  return member(await call('GET', '/scanner'), 'Scanning') === true;
}

export async function scan(Scanning: boolean): Promise<boolean> {
  return member(await call('POST', '/scanner', { Scanning }), 'Scanning') === true;
}

/** Tells of contacts as they change, and of the line itself; a line that is lost comes back by itself. */
export function watchContacts(
  onContact: (contact: Contact) => void,
  onQueue: (queue: Queue) => void,
  onLine: (state: 'up' | 'lost') => void,
): void {
  const source = new EventSource(`${base}/events`);
  source.addEventListener('contact', ({ data }: MessageEvent<string>) => onContact(parsed(data) as Contact));
  source.addEventListener('queue', ({ data }: MessageEvent<string>) => onQueue(parsed(data) as Queue));
  source.addEventListener('open', () => onLine('up'));
  source.addEventListener('error', () => onLine('lost'));
}
