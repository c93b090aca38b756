import type { InputOf, OutputOf } from './commands.ts';
import { openAt, type OpeningHours } from './opening-hours.ts';

/** What Connect says of a queue: counts, and seconds. What it does not say is left out. */
export interface QueueMetrics {
  readonly agentsAvailable?: number;
  readonly contactsInQueue?: number;
  readonly oldestContactAge?: number;
  readonly estimatedWaitTime?: number;
  readonly slotsAvailable?: number;
}

/** A visitor's place in line; without one, the contact is in no queue. */
export interface Place {
  readonly position?: number;
  /** Seconds. */
  readonly estimatedWaitTime?: number;
}

const metrics = [
  { Name: 'AGENTS_AVAILABLE', Unit: 'COUNT' },
  { Name: 'CONTACTS_IN_QUEUE', Unit: 'COUNT' },
  { Name: 'SLOTS_AVAILABLE', Unit: 'COUNT' },
  { Name: 'OLDEST_CONTACT_AGE', Unit: 'SECONDS' },
  { Name: 'ESTIMATED_WAIT_TIME', Unit: 'SECONDS' },
] as const;

/**
 * Asks for a queue's chats. Grouped by queue and channel: without groups Connect tells the oldest contact's age in
 * milliseconds, calling them seconds, and no estimated wait.
 */
export function currentMetricsInput(instanceId: string, queueId: string): InputOf<'GetCurrentMetricData'> {
  return {
    InstanceId: instanceId,
    Filters: { Queues: [queueId], Channels: ['CHAT'] },
    Groupings: ['QUEUE', 'CHANNEL'],
    CurrentMetrics: [...metrics],
  };
}

/** Where there is nothing to count, Connect answers with no result at all: nobody is there, and nobody waits. */
export function queueMetricsOf({ MetricResults = [] }: OutputOf<'GetCurrentMetricData'>): QueueMetrics {
  const [result] = MetricResults;
  if (!result) return { agentsAvailable: 0, contactsInQueue: 0, slotsAvailable: 0 };
  const value = (name: (typeof metrics)[number]['Name']): number | undefined =>
    whole(result.Collections?.find(({ Metric }) => Metric?.Name === name)?.Value);
  return withoutUndefined({
    agentsAvailable: value('AGENTS_AVAILABLE'),
    contactsInQueue: value('CONTACTS_IN_QUEUE'),
    slotsAvailable: value('SLOTS_AVAILABLE'),
    oldestContactAge: value('OLDEST_CONTACT_AGE'),
    estimatedWaitTime: value('ESTIMATED_WAIT_TIME'),
  });
}

export function contactMetricsInput(instanceId: string, contactId: string): InputOf<'GetContactMetrics'> {
  return {
    InstanceId: instanceId,
    ContactId: contactId,
    Metrics: [{ Name: 'POSITION_IN_QUEUE' }, { Name: 'ESTIMATED_WAIT_TIME' }],
  };
}

/** Only a place counts that is one: Connect has metrics of a contact while it waits in a queue. */
export function placeOf({ MetricResults = [] }: OutputOf<'GetContactMetrics'>): Place {
  const value = (name: string): number | undefined =>
    whole(MetricResults.find(({ Name }) => Name === name)?.Value?.Number);
  const position = value('POSITION_IN_QUEUE');
  if (position === undefined || position < 1) return {};
  return withoutUndefined({ position, estimatedWaitTime: value('ESTIMATED_WAIT_TIME') });
}

/** Whether a chat that began now would be answered. */
export type AvailabilityState = 'OPEN' | 'BUSY' | 'CLOSED' | 'UNKNOWN';

/**
 * `isFull` says that as many chats are open as the operator lets browsers open. Busy is also a queue in which no agent
 * has room for another chat: whoever starts one waits. Where Connect does not say how much room there is, it goes by the
 * agents who have nothing to do.
 */
export function availabilityOf(
  queue: QueueMetrics | undefined,
  hours: OpeningHours | undefined,
  now: number,
  isFull = false,
): { readonly state: AvailabilityState; readonly opens?: number } {
  const { open, opens } = hours ? openAt(hours, now) : { open: true };
  if (!open) return { state: 'CLOSED', ...(opens !== undefined && { opens }) };
  if (isFull) return { state: 'BUSY' };
  const room = queue?.slotsAvailable ?? queue?.agentsAvailable;
  if (room === undefined) return { state: 'UNKNOWN' };
  return { state: room > 0 ? 'OPEN' : 'BUSY' };
}

/** Connect's numbers are doubles; seconds come with fractions. */
function whole(value: number | undefined): number | undefined {
  return Number.isFinite(value) && Number(value) >= 0
    ? Math.min(Math.round(Number(value)), 2_147_483_647)
    : undefined;
}

function withoutUndefined<T extends Readonly<Record<string, number | undefined>>>(
  members: T,
): { readonly [Name in keyof T]?: number } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    readonly [Name in keyof T]?: number;
  };
}
