import type { OutputOf } from '../../lambdas/core/commands.ts';
import type { CurrentMetricName } from '@aws-sdk/client-connect';
import type { Contact, Contacts } from './contacts.ts';

/** A queue as a test wants it. */
export interface SimulatedQueue {
  /** How many agents are there. Default 2. */
  readonly agents?: number;
  /** How many chats each of them takes at a time. Default 3. */
  readonly chatsPerAgent?: number;
  /** Default: round the clock, in UTC. */
  readonly hours?: SimulatedHours;
}

/** The same hours each day, but for the dates on which it is closed. */
export interface SimulatedHours {
  readonly timeZone: string;
  readonly from: { readonly Hours: number; readonly Minutes: number };
  readonly to: { readonly Hours: number; readonly Minutes: number };
  /** Overrides, worked in: dates such as 2026-12-25. */
  readonly closed?: readonly string[];
}

export const simulatedHoursId = '99999999-0000-4000-8000-000000000001';

/** How long a chat takes an agent, for estimates: seconds. */
const secondsPerChat = 120;
const midnight = { Hours: 0, Minutes: 0 };
const dayMs = 24 * 3_600_000;

export interface Place {
  /** From 1. */
  readonly position: number;
  readonly estimatedWaitSeconds: number;
}

/** The queue as the console shows it. */
export interface QueueSnapshot {
  readonly Agents: number;
  readonly AgentsAvailable: number;
  /** Who waits, the first in line first. */
  readonly Waiting: readonly {
    readonly ContactId: string;
    readonly Position: number;
    readonly StartedAt: string;
  }[];
}

/** One queue for each instance: the chats that no agent has joined, in the order in which they began. */
export interface Queues {
  staff(agents: number): void;
  placeOf(contact: Contact): Place | undefined;
  /** By metric. Connect tells the oldest contact's age in milliseconds where nothing is grouped. */
  metrics(
    instanceId: string,
    options: { readonly grouped: boolean },
  ): Partial<Readonly<Record<CurrentMetricName, number>>>;
  hours(fromDate: string, toDate: string): OutputOf<'GetEffectiveHoursOfOperations'>;
  snapshot(): QueueSnapshot;
}

export function createQueues(now: () => number, contacts: Contacts, options: SimulatedQueue = {}): Queues {
  const { chatsPerAgent = 3, hours = { timeZone: 'UTC', from: midnight, to: midnight } } = options;
  let { agents = 2 } = options;

  const chats = (state: Contact['state'], instanceId?: string): readonly Contact[] =>
    contacts
      .list()
      .filter(
        (contact) =>
          contact.state === state &&
          contact.channel === 'CHAT' &&
          (instanceId === undefined || contact.instanceId === instanceId),
      );

  function place(contact: Contact): Place | undefined {
    const position = chats('WAITING', contact.instanceId).indexOf(contact) + 1;
    return position === 0 ? undefined : { position, estimatedWaitSeconds: estimate(position) };
  }

  function estimate(position: number): number {
    return Math.ceil((position * secondsPerChat) / Math.max(1, agents * chatsPerAgent));
  }

  return {
    staff(count) {
      agents = count;
    },
    placeOf: place,
    metrics(instanceId, { grouped }) {
      const waiting = chats('WAITING', instanceId);
      const active = chats('ACTIVE', instanceId).length;
      const [oldest] = waiting;
      const age = oldest === undefined ? 0 : (now() - oldest.startedAt) / (grouped ? 1_000 : 1);
      return {
        AGENTS_ONLINE: agents,
        AGENTS_AVAILABLE: Math.max(0, agents - active),
        CONTACTS_IN_QUEUE: waiting.length,
        SLOTS_ACTIVE: active,
        SLOTS_AVAILABLE: Math.max(0, agents * chatsPerAgent - active),
        OLDEST_CONTACT_AGE: age,
        ...(waiting.length > 0 && { ESTIMATED_WAIT_TIME: estimate(waiting.length + 1) }),
      };
    },
    hours(fromDate, toDate) {
      const dates: string[] = [];
      for (let at = Date.parse(fromDate); at <= Date.parse(toDate); at += dayMs)
        dates.push(new Date(at).toISOString().slice(0, 10));
      return {
        TimeZone: hours.timeZone,
        EffectiveHoursOfOperationList: dates.map((date) => ({
          Date: date,
          OperationalHours:
            hours.closed?.includes(date) === true ? [] : [{ Start: hours.from, End: hours.to }],
        })),
      };
    },
    snapshot: () => ({
      Agents: agents,
      AgentsAvailable: Math.max(0, agents - chats('ACTIVE').length),
      Waiting: chats('WAITING').map((contact) => ({
        ContactId: contact.id,
        Position: place(contact)?.position ?? 0,
        StartedAt: new Date(contact.startedAt).toISOString(),
      })),
    }),
  };
}
