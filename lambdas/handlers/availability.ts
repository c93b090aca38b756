import { limitsOf } from '../core/admission.ts';
import { RequestFailure } from '../core/failure.ts';
import { datesAround, openingHoursOf, type OpeningHours } from '../core/opening-hours.ts';
import type { Ports, Readings } from '../core/ports.ts';
import {
  availabilityOf,
  currentMetricsInput,
  queueMetricsOf,
  type QueueMetrics,
} from '../core/queue-metrics.ts';
import { hoursFreshness, queueFreshness } from '../core/reading.ts';
import { entryPointOf } from '../core/start.ts';
import type { CallPorts } from '../steps/call-upstream.ts';
import { currentReading, glanceAt, type Known, type ReadingPorts } from '../steps/current-reading.ts';
import type { Answer, ApiRequest, BodyOf, ServedBy } from '../steps/request.ts';
import { dispensable } from '../steps/store-failure.ts';

type Availability = ServedBy<'availability'>;

/** Where its chats wait. */
interface Queue {
  readonly instanceId: string;
  readonly queueId: string;
}

/** GET /chats/availability: whether a chat that began now would be answered. */
export async function availability(
  request: ApiRequest<Availability>,
  ports: Pick<Ports, 'settings' | 'openChats' | ReadingPorts>,
): Promise<Answer<BodyOf<Availability>>> {
  const { readings } = ports;
  const entry = entryPointOf(request.input, ports.settings);
  if (!entry || !readings) throw new RequestFailure({ kind: 'internal' });
  const { instanceId, queueId } = entry;
  // Without a queue, nothing else is known that keeps a chat from being started.
  if (queueId === undefined)
    return { status: 200, body: { State: (await isFull(instanceId, request, ports)) ? 'BUSY' : 'OPEN' } };
  const queue = { instanceId, queueId };
  const [metrics, hours, full] = await Promise.all([
    metricsOf(queue, request, { ...ports, readings }),
    hoursOf(queue, request, { ...ports, readings }),
    isFull(instanceId, request, ports),
  ]);
  const { state, opens } = availabilityOf(metrics?.value, hours?.value ?? undefined, ports.now(), full);
  return {
    status: 200,
    body: {
      State: state,
      ...(opens !== undefined && { OpensAt: new Date(opens).toISOString() }),
      ...(metrics && numbersOf(metrics)),
    },
  };
}

/** Whether the next chat of a browser would be one too many. Where nobody can say, it is not. */
async function isFull(
  instanceId: string,
  { trace }: ApiRequest,
  { settings: { admission }, openChats }: Pick<Ports, 'settings' | 'openChats'>,
): Promise<boolean> {
  if (admission?.share === undefined) return false;
  const open = await dispensable(() => openChats.read(instanceId, trace));
  return open !== undefined && open.count >= limitsOf(admission).mostChats(instanceId);
}

type WithReadings = Pick<Ports, CallPorts> & { readonly readings: Readings };

function metricsOf(
  { instanceId, queueId }: Queue,
  request: ApiRequest,
  ports: WithReadings,
): Promise<Known<QueueMetrics> | undefined> {
  return currentReading(
    {
      key: `queue#${instanceId}/${queueId}`,
      freshness: queueFreshness,
      ask: async () =>
        queueMetricsOf(
          await glanceAt('GetCurrentMetricData', currentMetricsInput(instanceId, queueId), request, ports),
        ),
    },
    request,
    ports,
  );
}

/** Null for a queue without hours, which is always open. */
function hoursOf(
  { instanceId, queueId }: Queue,
  request: ApiRequest,
  ports: WithReadings,
): Promise<Known<OpeningHours | null> | undefined> {
  return currentReading(
    {
      key: `hours#${instanceId}/${queueId}`,
      freshness: hoursFreshness,
      async ask() {
        const { Queue: described } = await glanceAt(
          'DescribeQueue',
          { InstanceId: instanceId, QueueId: queueId },
          request,
          ports,
        );
        const hoursId = described?.HoursOfOperationId;
        if (hoursId === undefined) return null;
        const input = { InstanceId: instanceId, HoursOfOperationId: hoursId, ...datesAround(ports.now()) };
        return openingHoursOf(await glanceAt('GetEffectiveHoursOfOperations', input, request, ports)) ?? null;
      },
    },
    request,
    ports,
  );
}

function numbersOf({ value, age }: Known<QueueMetrics>): Partial<BodyOf<Availability>> {
  const { agentsAvailable, contactsInQueue, oldestContactAge, estimatedWaitTime } = value;
  return {
    ...(agentsAvailable !== undefined && { AgentsAvailable: agentsAvailable }),
    ...(contactsInQueue !== undefined && { ContactsInQueue: contactsInQueue }),
    ...(oldestContactAge !== undefined && { OldestContactAgeInSeconds: oldestContactAge }),
    ...(estimatedWaitTime !== undefined && { EstimatedWaitTimeInSeconds: estimatedWaitTime }),
    AgeInSeconds: Math.floor(age / 1_000),
  };
}
