import type { IncomingMessage, ServerResponse } from 'node:http';
import { agentTexts } from './agent-texts.ts';
import type { Agent } from './agent.ts';
import { attachmentProblem } from './attachment-rules.ts';
import { contactSnapshot } from './contact-snapshot.ts';
import { typingMs } from './contacts.ts';
import type { Contact, Contacts } from './contacts.ts';
import { parsed } from './content-rules.ts';
import { messageTypes } from './content-types.ts';
import type { Faults } from './faults.ts';
import { handleFaults } from './faults-http.ts';
import { BodyTooLarge, answerJson, readBody } from './json-http.ts';
import type { Scanner } from './scanner.ts';
import type { Timers } from './timers.ts';
import { isRecord, lengthInCodePoints } from './validation.ts';

/** Where contacts change is told to the console at most this often, in ms. */
const changesEveryMs = 100;
const heartbeatEveryMs = 15_000;
const contactsShown = 50;
const maxAttachmentBytes = 1024 * 1024;
// Base64 takes four characters for three bytes; the rest of the JSON is small.
const maxBodyBytes = 1.5 * 1024 * 1024;
const maxMessageLength = 16_384;

export interface AgentApiParts {
  readonly now: () => number;
  readonly contacts: Contacts;
  readonly agent: Agent;
  readonly scanner: Scanner;
  readonly faults: Faults;
  readonly timers: Timers;
}

/** Answers a request of the agent console; `path` is what follows the place where it is mounted: /contacts, … */
export type AgentApi = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

interface AgentApiHandle {
  readonly handle: AgentApi;
  /** Ends the event streams, which live on a server that is not the simulator's own. */
  close(): void;
}

/** A sentence for the person at the console. */
class BadInput extends Error {}

export function createAgentApi({
  now,
  contacts,
  agent,
  scanner,
  faults,
  timers,
}: AgentApiParts): AgentApiHandle {
  const streams = new Set<ServerResponse>();
  const changed = new Set<Contact>();
  let flushPlanned = false;

  function flush(): void {
    flushPlanned = false;
    for (const contact of changed) {
      const event = `event: contact\ndata: ${JSON.stringify(contactSnapshot(contact, now()))}\n\n`;
      for (const stream of streams) stream.write(event);
    }
    changed.clear();
  }

  function noteChange(contact: Contact): void {
    if (streams.size === 0) return;
    changed.add(contact);
    if (!flushPlanned) timers.after(changesEveryMs, flush);
    flushPlanned = true;
    // That the customer has stopped typing is no event; the console still has to hear of it.
    if (contact.customerTypingUntil > now()) timers.after(typingMs, () => noteChange(contact));
  }

  contacts.events.on('changed', noteChange);
  timers.every(heartbeatEveryMs, () => {
    for (const stream of streams) stream.write(': heartbeat\n\n');
  });

  const actions: Readonly<Record<string, (contact: Contact, body: unknown) => void>> = {
    join(contact) {
      contacts.setAutomatic(contact, false);
      agent.join(contact);
    },
    automatic(contact, body) {
      const automatic = flag(body, 'Automatic');
      contacts.setAutomatic(contact, automatic);
      if (automatic) agent.join(contact);
    },
    message(contact, body) {
      const contentType = text(body, 'ContentType', messageTypes.text);
      const known: readonly string[] = Object.values(messageTypes);
      if (!known.includes(contentType)) throw new BadInput(`ContentType must be one of ${known.join(', ')}`);
      agent.say(contact, text(body, 'Content'), contentType);
    },
    typing: (contact) => agent.type(contact),
    read: (contact, body) => agent.acknowledge(contact, text(body, 'MessageId'), 'read'),
    attachment(contact, body) {
      const contentType = text(body, 'ContentType');
      const name = text(body, 'AttachmentName', agentTexts.attachmentName);
      const bytes = Buffer.from(text(body, 'Base64', undefined, maxBodyBytes), 'base64');
      const problem = attachmentProblem(name, contentType, bytes.length);
      if (problem !== undefined) throw new BadInput(problem);
      if (bytes.length === 0 || bytes.length > maxAttachmentBytes) {
        throw new BadInput('An attachment has 1 byte to 1 MB');
      }
      agent.attach(contact, name, contentType, bytes);
    },
    view: (contact) => void agent.showView(contact),
    'sign-in': (contact) => void agent.askToAuthenticate(contact),
    end: (contact) => contacts.end(contact),
  };

  function stream(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': connected\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
  }

  function act(contactId: string, name: string, body: unknown): object | undefined {
    const contact = contacts.get(contactId);
    if (contact === undefined || !Object.hasOwn(actions, name)) return undefined;
    if (contact.state === 'ENDED') throw new BadInput('The chat has ended');
    actions[name]?.(contact, body);
    return contactSnapshot(contact, now());
  }

  async function route(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    contacts.endOverdue();
    const [, collection, contactId, action] = path.split('/');
    if (path === '/faults') {
      await handleFaults(faults, request, response);
    } else if (path === '/scanner' && (request.method === 'GET' || request.method === 'POST')) {
      if (request.method === 'POST') {
        const body = parsed((await readBody(request, maxBodyBytes)).toString());
        scanner.turn(flag(body, 'Scanning'));
      }
      answerJson(response, 200, { Scanning: scanner.on });
    } else if (request.method === 'GET' && path === '/contacts') {
      const newest = contacts.list().slice(-contactsShown).toReversed();
      answerJson(response, 200, { Contacts: newest.map((contact) => contactSnapshot(contact, now())) });
    } else if (request.method === 'GET' && path === '/events') {
      stream(response);
    } else if (request.method === 'POST' && collection === 'contacts' && contactId !== undefined) {
      const body = parsed((await readBody(request, maxBodyBytes)).toString());
      const contact = act(contactId, action ?? '', body);
      answerJson(response, contact === undefined ? 404 : 200, contact ?? { message: 'Not found' });
    } else {
      answerJson(response, 404, { message: 'Not found' });
    }
  }

  return {
    async handle(request, response, path) {
      try {
        await route(request, response, path);
      } catch (error) {
        const status = error instanceof BadInput || error instanceof BodyTooLarge ? 400 : 500;
        answerJson(response, status, { message: error instanceof Error ? error.message : String(error) });
      }
    },
    close() {
      for (const response of streams) response.end();
    },
  };
}

function flag(body: unknown, name: string): boolean {
  const value = isRecord(body) ? body[name] : undefined;
  if (typeof value !== 'boolean') throw new BadInput(`${name} must be true or false`);
  return value;
}

function text(body: unknown, name: string, fallback?: string, maxLength = maxMessageLength): string {
  const value = (isRecord(body) ? body[name] : undefined) ?? fallback;
  if (typeof value !== 'string' || value === '') throw new BadInput(`${name} is required`);
  if (lengthInCodePoints(value) > maxLength) throw new BadInput(`${name} is longer than ${maxLength}`);
  return value;
}
