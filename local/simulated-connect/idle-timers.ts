import type { ParticipantTimerConfiguration } from '@aws-sdk/client-connect';
import type { Contact, Contacts, Item, Participant, ReceiptNotice } from './contacts.ts';
import { eventTypeOf, eventTypes } from './content-types.ts';

type Role = 'CUSTOMER' | 'AGENT';

/** The timers of a contact, and what they run from. */
interface Watched {
  /** Milliseconds, by role and type. */
  readonly durations: Map<string, number>;
  /** When each was last heard of. */
  readonly heard: Map<Role, number>;
  readonly idle: Set<Role>;
}

/** What UpdateParticipantRoleConfig sets. As with Connect, timers run while an agent is in the chat. */
export interface IdleTimers {
  set(contact: Contact, timers: readonly ParticipantTimerConfiguration[]): void;
  /** Tells of whoever has become idle, and disconnects the agents where that is due. */
  play(): void;
}

export function createIdleTimers(now: () => number, contacts: Contacts): IdleTimers {
  const watched = new Map<Contact, Watched>();

  contacts.events.on('connected', (contact, { role }) => {
    if (role === 'AGENT') restart(watched.get(contact));
  });
  contacts.events.on('item', (contact, item) => {
    const of = watched.get(contact);
    const role = roleOf(item);
    if (!of || !role || !isHeard(item)) return;
    of.heard.set(role, now());
    if (of.idle.delete(role)) tell(contact, 'participant.returned', participantOf(contact, role));
  });
  contacts.events.on('changed', (contact) => {
    if (contact.state === 'ENDED') watched.delete(contact);
  });

  function restart(of: Watched | undefined): void {
    for (const role of ['CUSTOMER', 'AGENT'] as const) of?.heard.set(role, now());
    of?.idle.clear();
  }

  function tell(
    contact: Contact,
    event: 'participant.idle' | 'participant.returned' | 'participant.autodisconnection',
    from: Participant | undefined,
  ): void {
    if (from) contacts.signal(contact, { Type: 'EVENT', ContentType: eventTypeOf(event) }, from);
  }

  function playRole(contact: Contact, { durations, heard, idle }: Watched, role: Role): void {
    const silent = now() - (heard.get(role) ?? now());
    const isOver = (type: string): boolean => silent >= (durations.get(`${role} ${type}`) ?? Infinity);
    if (isOver('IDLE') && !idle.has(role)) {
      idle.add(role);
      tell(contact, 'participant.idle', participantOf(contact, role));
    }
    if (!isOver('DISCONNECT_NONCUSTOMER')) return;
    tell(contact, 'participant.autodisconnection', participantOf(contact, role));
    for (const other of contact.participants)
      if (other !== contact.customer && !other.left) contacts.leave(contact, other);
  }

  return {
    set(contact, timers) {
      const of = watched.get(contact) ?? { durations: new Map(), heard: new Map(), idle: new Set() };
      for (const { ParticipantRole, TimerType, TimerValue } of timers) {
        const name = `${ParticipantRole} ${TimerType}`;
        const minutes = TimerValue?.ParticipantTimerDurationInMinutes;
        if (minutes === undefined) of.durations.delete(name);
        else of.durations.set(name, minutes * 60_000);
      }
      if (!watched.has(contact) && contact.state === 'ACTIVE') restart(of);
      watched.set(contact, of);
    },
    play() {
      for (const [contact, of] of watched)
        for (const role of ['CUSTOMER', 'AGENT'] as const)
          if (contact.state === 'ACTIVE') playRole(contact, of, role);
    },
  };
}

function participantOf(contact: Contact, role: Role): Participant | undefined {
  return role === 'CUSTOMER'
    ? contact.customer
    : contact.participants.find((one) => one.role === 'AGENT' && !one.left);
}

function roleOf(item: Item | ReceiptNotice): Role | undefined {
  const role = 'ParticipantRole' in item ? item.ParticipantRole : undefined;
  return role === 'CUSTOMER' || role === 'AGENT' ? role : undefined;
}

/** Of events, only that somebody types. */
function isHeard({ Type, ContentType }: Item | ReceiptNotice): boolean {
  return Type === 'MESSAGE' || Type === 'ATTACHMENT' || ContentType === eventTypes.typing;
}
