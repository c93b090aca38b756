import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { ParticipantRole } from '@aws-sdk/client-connectparticipant';
import type { SimulatedView } from './agent-offers.ts';
import { eventTypes } from './content-types.ts';

/** How long a customer has to connect after StartChatContact, in ms (AWS: 5 minutes). */
export const connectWithinMs = 5 * 60_000;
/** How long a chat lasts unless ChatDurationInMinutes says otherwise (AWS: 25 hours). */
export const defaultChatMinutes = 25 * 60;
/** How long a typing event counts as typing, in ms. */
export const typingMs = 10_000;
// A simulator left running for weeks must not grow for ever; no test starts as many chats.
const endedContactsKept = 10_000;

export interface Participant {
  readonly id: string;
  readonly role: ParticipantRole;
  displayName: string;
  connected: boolean;
  left: boolean;
}

export interface Receipt {
  DeliveredTimestamp?: string;
  ReadTimestamp?: string;
  readonly RecipientParticipantId: string;
}

export interface Attachment {
  readonly AttachmentId: string;
  readonly AttachmentName: string;
  readonly ContentType: string;
  readonly Status: 'APPROVED' | 'REJECTED' | 'IN_PROGRESS';
}

/** An item of a chat, in the form in which the websocket delivers it. */
export interface Item {
  readonly Id: string;
  readonly Type: 'MESSAGE' | 'EVENT' | 'ATTACHMENT';
  readonly ContentType?: string | undefined;
  readonly Content?: string | undefined;
  readonly ParticipantId?: string;
  readonly ParticipantRole?: ParticipantRole;
  readonly DisplayName?: string;
  readonly AbsoluteTime: string;
  readonly ContactId: string;
  readonly InitialContactId: string;
  readonly Attachments?: Attachment[];
  /** The contact it was said in, when that is an earlier one (persistent chat). */
  readonly RelatedContactId?: string;
  MessageMetadata?: MessageMetadata;
}

export interface MessageMetadata {
  readonly MessageId: string;
  readonly Receipts: Receipt[];
}

/** A receipt on its way to the others; it is never part of a transcript, and does not say which contact it is of. */
export interface ReceiptNotice extends Pick<Item, 'Id' | 'AbsoluteTime'> {
  readonly Type: 'MESSAGEMETADATA';
  readonly ContentType: string;
  readonly MessageMetadata: MessageMetadata;
}

export interface StoredAttachment {
  readonly id: string;
  readonly owner: Participant;
  readonly name: string;
  readonly contentType: string;
  /** In bytes, as announced by StartAttachmentUpload. */
  readonly size: number;
  bytes?: Buffer;
  /** Absent until CompleteAttachmentUpload succeeds. */
  status?: Attachment['Status'];
}

export interface Contact {
  readonly id: string;
  readonly instanceId: string;
  readonly channel: 'CHAT' | 'VOICE';
  readonly attributes: Readonly<Record<string, string>>;
  /**
   * What StartChatContact named. Absent, every type is welcome here: AWS's pages say that the list configures what a
   * chat takes and must contain text/plain, but not what holds without one. Of Markdown alone a public thread tells
   * that it is refused then (amazon-connect-chat-ui-examples#90), so a client that sends other types names them.
   */
  readonly supportedContentTypes?: readonly string[];
  readonly startedAt: number;
  readonly endsAt: number;
  readonly customer: Participant;
  readonly participants: Participant[];
  /** The transcript, oldest first; that of the contact it continues comes before. */
  readonly items: Item[];
  readonly attachments: Map<string, StoredAttachment>;
  readonly viewTokens: Map<string, SimulatedView>;
  state: 'WAITING' | 'ACTIVE' | 'ENDED';
  /** Of the contact itself, and of those that its chat was transferred to, the last of which is where it goes on. */
  readonly segments: Segment[];
  /** Whether the automatic agent serves it. */
  automatic: boolean;
  customerTypingUntil: number;
}

/** A contact as a transfer begins it, and the next one or the end of the chat ends it: epoch milliseconds. */
export interface Segment {
  readonly id: string;
  readonly began: number;
  ended?: number;
}

export type NewItem = Pick<Item, 'Type' | 'ContentType' | 'Content' | 'Attachments'>;

export interface NewContact {
  readonly instanceId: string;
  readonly displayName: string;
  readonly channel: Contact['channel'];
  readonly attributes: Readonly<Record<string, string>>;
  readonly supportedContentTypes?: readonly string[];
  readonly durationMinutes: number;
  readonly automatic: boolean;
  /** The contact whose transcript this one continues (persistent chat). */
  readonly continues?: Contact;
}

export interface ContactEvents {
  /** An item for the sockets of the contact, those of participant `except` left out. */
  readonly item: [contact: Contact, item: Item | ReceiptNotice, except?: string];
  /** Anything about the contact that a console shows has changed. */
  readonly changed: [contact: Contact];
  /** A participant has connected for the first time. */
  readonly connected: [contact: Contact, participant: Participant];
  /** What Connect tells of contacts by events; `id` is the segment's. */
  readonly told: [contact: Contact, eventType: 'INITIATED' | 'DISCONNECTED', id: string];
  /** A participant has left, or the contact has ended for it. */
  readonly left: [contact: Contact, participant: Participant];
}

/** The chats the simulator knows, and the only code that changes them. */
export interface Contacts {
  readonly events: EventEmitter<ContactEvents>;
  start(contact: NewContact): Contact;
  get(contactId: string): Contact | undefined;
  /** The contact of a segment, and the segment. */
  segment(id: string): { readonly contact: Contact; readonly segment: Segment } | undefined;
  /** Transfers the chat: its contact ends, and it goes on in another one. */
  transfer(contact: Contact): void;
  /** In the order in which they started. */
  list(): readonly Contact[];
  /** Chats that count against the instance's quota: all that have not ended, waiting and idle ones included. */
  open(instanceId: string): number;
  ofParticipant(
    participantId: string,
  ): { readonly contact: Contact; readonly participant: Participant } | undefined;
  addParticipant(contact: Contact, role: ParticipantRole, displayName: string): Participant;
  connect(contact: Contact, participant: Participant): void;
  /** Adds an item to the transcript and delivers it to every participant. */
  post(contact: Contact, item: NewItem, from?: Participant): Item;
  /** Changes an item of the transcript and delivers it once more; unknown items are ignored. */
  update(contact: Contact, itemId: string, change: Pick<Item, 'Attachments'>): void;
  /** Delivers an item that no transcript keeps. */
  signal(contact: Contact, item: NewItem, from: Participant): Item;
  /** Notes that a participant has received or read a message; unknown messages are ignored. */
  receipt(contact: Contact, messageId: string, kind: 'delivered' | 'read', by: Participant): ReceiptNotice;
  setAutomatic(contact: Contact, automatic: boolean): void;
  /** A participant goes; when it is the customer, the contact ends. */
  leave(contact: Contact, participant: Participant): void;
  end(contact: Contact): void;
  /** Ends what is due: nobody connected within 5 minutes, or the chat's duration is over. */
  endOverdue(): void;
}

export function createContacts(now: () => number, endsOverdue = true): Contacts {
  const events = new EventEmitter<ContactEvents>();
  const contacts = new Map<string, Contact>();
  const byParticipant = new Map<string, { readonly contact: Contact; readonly participant: Participant }>();
  const bySegment = new Map<string, { readonly contact: Contact; readonly segment: Segment }>();
  const open = new Set<Contact>();
  const ended: Contact[] = [];
  let nextDue = Infinity;

  function identity(): Pick<Item, 'Id' | 'AbsoluteTime'> {
    return { Id: randomUUID(), AbsoluteTime: new Date(now()).toISOString() };
  }

  function newItem(contact: Contact, item: NewItem, from?: Participant): Item {
    const sender = from && {
      ParticipantId: from.id,
      ParticipantRole: from.role,
      DisplayName: from.displayName,
    };
    return { ...identity(), ContactId: contact.id, InitialContactId: contact.id, ...item, ...sender };
  }

  function deliver<T extends Item | ReceiptNotice>(contact: Contact, item: T, except?: string): T {
    events.emit('item', contact, item, except);
    events.emit('changed', contact);
    return item;
  }

  function post(contact: Contact, item: NewItem, from?: Participant): Item {
    const posted = newItem(contact, item, from);
    contact.items.push(posted);
    if (from === contact.customer) contact.customerTypingUntil = 0;
    return deliver(contact, posted);
  }

  function enter(contact: Contact, participant: Participant): Participant {
    contact.participants.push(participant);
    byParticipant.set(participant.id, { contact, participant });
    return participant;
  }

  function dismiss(contact: Contact, participant: Participant): void {
    participant.left = true;
    events.emit('left', contact, participant);
  }

  function endSegment(contact: Contact): void {
    const last = contact.segments.at(-1);
    if (last === undefined) return;
    last.ended = now();
    events.emit('told', contact, 'DISCONNECTED', last.id);
  }

  function beginSegment(contact: Contact, id: string, before: () => void = () => undefined): void {
    const segment = { id, began: now() };
    events.emit('told', contact, 'INITIATED', id);
    before();
    contact.segments.push(segment);
    bySegment.set(id, { contact, segment });
  }

  function end(contact: Contact): void {
    if (contact.state === 'ENDED') return;
    post(contact, { Type: 'EVENT', ContentType: eventTypes.ended });
    contact.state = 'ENDED';
    endSegment(contact);
    open.delete(contact);
    for (const participant of contact.participants) if (!participant.left) dismiss(contact, participant);
    events.emit('changed', contact);
    ended.push(contact);
    if (ended.length > endedContactsKept) forget(ended.shift());
  }

  function forget(contact: Contact | undefined): void {
    if (contact === undefined) return;
    contacts.delete(contact.id);
    for (const { id } of contact.segments) bySegment.delete(id);
    for (const { id } of contact.participants) byParticipant.delete(id);
  }

  return {
    events,
    start({ displayName, durationMinutes, continues, ...settings }) {
      const customer = newParticipant('CUSTOMER', displayName);
      const contact: Contact = {
        ...settings,
        segments: [],
        id: randomUUID(),
        startedAt: now(),
        endsAt: now() + durationMinutes * 60_000,
        customer,
        participants: [],
        items: (continues?.items ?? []).map((item) => ({
          ...item,
          RelatedContactId: item.RelatedContactId ?? item.ContactId,
        })),
        attachments: new Map(continues?.attachments),
        viewTokens: new Map(),
        state: 'WAITING',
        customerTypingUntil: 0,
      };
      contacts.set(contact.id, contact);
      open.add(contact);
      nextDue = Math.min(nextDue, dueAt(contact));
      enter(contact, customer);
      beginSegment(contact, contact.id);
      if (continues !== undefined) post(contact, { Type: 'EVENT', ContentType: eventTypes.rehydrated });
      events.emit('changed', contact);
      return contact;
    },
    get: (contactId) => contacts.get(contactId),
    segment: (id) => bySegment.get(id),
    transfer(contact) {
      if (contact.state === 'ENDED') return;
      beginSegment(contact, randomUUID(), () => endSegment(contact));
    },
    list: () => [...contacts.values()],
    open: (instanceId) => [...open].filter((contact) => contact.instanceId === instanceId).length,
    ofParticipant: (participantId) => byParticipant.get(participantId),
    addParticipant: (contact, role, displayName) => enter(contact, newParticipant(role, displayName)),
    connect(contact, participant) {
      if (participant.connected) return;
      participant.connected = true;
      if (participant.role === 'AGENT') contact.state = 'ACTIVE';
      post(contact, { Type: 'EVENT', ContentType: eventTypes.joined }, participant);
      events.emit('connected', contact, participant);
    },
    post,
    update(contact, itemId, change) {
      const index = contact.items.findIndex(({ Id }) => Id === itemId);
      const item = contact.items[index];
      if (item !== undefined) contact.items[index] = deliver(contact, { ...item, ...change });
    },
    signal(contact, item, from) {
      if (from === contact.customer && item.ContentType === eventTypes.typing) {
        contact.customerTypingUntil = now() + typingMs;
      }
      return deliver(contact, newItem(contact, item, from));
    },
    receipt(contact, messageId, kind, by) {
      const message = contact.items.find((item) => item.Id === messageId);
      const stamp = new Date(now()).toISOString();
      const earlier = message?.MessageMetadata?.Receipts ?? [];
      // Who has read a message has received it.
      const mine: Receipt = {
        DeliveredTimestamp: stamp,
        ...earlier.find((receipt) => receipt.RecipientParticipantId === by.id),
        ...(kind === 'read' && { ReadTimestamp: stamp }),
        RecipientParticipantId: by.id,
      };
      const others = earlier.filter((receipt) => receipt.RecipientParticipantId !== by.id);
      const notice: ReceiptNotice = {
        ...identity(),
        Type: 'MESSAGEMETADATA',
        ContentType: eventTypes.metadata,
        MessageMetadata: { MessageId: messageId, Receipts: [mine] },
      };
      if (message === undefined) return notice;
      message.MessageMetadata = { MessageId: messageId, Receipts: [...others, mine] };
      return deliver(contact, notice, by.id);
    },
    setAutomatic(contact, automatic) {
      contact.automatic = automatic;
      events.emit('changed', contact);
    },
    leave(contact, participant) {
      post(contact, { Type: 'EVENT', ContentType: eventTypes.left }, participant);
      // A participant who leaves is told, too. The customer is also told of the end, by which alone chatjs ends its
      // session.
      if (participant === contact.customer) end(contact);
      else dismiss(contact, participant);
      if (participant.role === 'AGENT' && contact.state === 'ACTIVE') contact.state = 'WAITING';
    },
    end,
    endOverdue() {
      if (!endsOverdue || now() < nextDue) return;
      for (const contact of open) if (now() >= dueAt(contact)) end(contact);
      nextDue = Math.min(Infinity, ...Array.from(open, dueAt));
    },
  };
}

export function newParticipant(role: ParticipantRole, displayName: string): Participant {
  return { id: randomUUID(), role, displayName, connected: false, left: false };
}

function dueAt(contact: Contact): number {
  return contact.customer.connected
    ? contact.endsAt
    : Math.min(contact.endsAt, contact.startedAt + connectWithinMs);
}
