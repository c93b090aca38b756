import { isOpen, stateOf } from '../core/lifecycle.ts';
import { isObject } from '../core/json.ts';
import { newTrace, type Trace } from '../core/trace.ts';
import { endContact, listedWithin } from './sweep.ts';
import type { ReaperPorts } from './ports.ts';

/**
 * What Connect tells of contacts, by EventBridge: best effort, so that an event is a reason to look and nothing more.
 * What is lost, comes twice, late or in another order changes nothing but when something is noticed.
 * https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
 */
export interface ContactEvent {
  readonly eventType: string;
  readonly instanceId: string;
  readonly contactId: string;
  /** Of a contact that another one was transferred to: the first of them. */
  readonly initialContactId: string | undefined;
}

/** Reads an event of EventBridge. Undefined for anything but one of a chat. */
export function readContactEvent(event: unknown): ContactEvent | undefined {
  if (!isObject(event) || event['source'] !== 'aws.connect' || !isObject(event['detail'])) return undefined;
  const { eventType, channel, contactId, initialContactId, instanceArn } = event['detail'];
  const instanceId = typeof instanceArn === 'string' ? instanceArn.split('/').at(-1) : undefined;
  if (typeof eventType !== 'string' || typeof contactId !== 'string' || instanceId === undefined)
    return undefined;
  if (typeof channel !== 'string' || channel.toUpperCase() !== 'CHAT') return undefined;
  return {
    eventType,
    instanceId,
    contactId,
    initialContactId:
      typeof initialContactId === 'string' && initialContactId !== contactId ? initialContactId : undefined,
  };
}

/** What came of an event. */
export type Heard = 'not ours' | 'known' | 'found' | 'stopped' | 'goes on' | 'looked at again';

export async function hear(event: ContactEvent, ports: ReaperPorts): Promise<Heard> {
  const trace = newTrace();
  switch (event.eventType) {
    case 'INITIATED':
      return event.initialContactId === undefined ? await begun(event, ports, trace) : 'known';
    case 'DISCONNECTED':
    case 'COMPLETED':
      return await ended(event, ports, trace);
    default:
      return 'known';
  }
}

/** A contact that no session leads to: it may be that of a start which was cut off before it wrote one. */
async function begun(
  { instanceId, contactId }: ContactEvent,
  ports: ReaperPorts,
  trace: Trace,
): Promise<Heard> {
  // It leads to a session before there is one: a start may be cut off between these two writes.
  const [led] = await ports.chats.ofContact(contactId, trace);
  const id = led ?? (await ports.contacts.reference(instanceId, contactId));
  const row = id === undefined ? undefined : await ports.chats.read(id, trace);
  if (id === undefined || row?.instanceId !== instanceId) return 'not ours';
  // Also one that has its contact: where the event comes again, the contact may not lead to it yet.
  if (row.contactId !== undefined && !row.starting) return 'known';
  if (await ports.chats.found(id, contactId, trace)) return 'found';
  const now = await ports.chats.read(id, trace);
  // A sweep has given it up before this was heard.
  if (!now || now.contactId !== undefined || isOpen(stateOf(now))) return 'known';
  await endContact({ instanceId, contactId }, ports);
  return 'stopped';
}

/**
 * A transfer ends a contact and not its chat, so that Connect is asked; and again by a sweep, when a transfer would be
 * listed. Until then the chat is as it was.
 */
async function ended(
  { instanceId, contactId, initialContactId }: ContactEvent,
  ports: ReaperPorts,
  trace: Trace,
): Promise<Heard> {
  const { chats } = ports;
  for (const first of initialContactId === undefined ? [contactId] : [contactId, initialContactId]) {
    const ids = await chats.ofContact(first, trace);
    if (ids.length === 0) continue;
    const rows = (await Promise.all(ids.map((id) => chats.read(id, trace)))).filter(
      (row) => row !== undefined,
    );
    // Those who have joined have no time of their own, and end with the chat.
    const open = rows.filter((row) => row.instanceId === instanceId && row.due !== undefined);
    if (open.every((row) => !isOpen(stateOf(row)))) return 'known';
    if ((await ports.contacts.chat(instanceId, first)).ended === undefined) return 'goes on';
    const soon = ports.now() + listedWithin;
    for (const row of open) if ((row.due ?? 0) > soon) await chats.postpone(row, soon, trace);
    return 'looked at again';
  }
  return 'not ours';
}
