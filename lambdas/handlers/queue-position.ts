import { RequestFailure } from '../core/failure.ts';
import type { Ports } from '../core/ports.ts';
import { contactMetricsInput, placeOf, type Place } from '../core/queue-metrics.ts';
import { takeRead } from '../core/read-rate.ts';
import { placeKey } from '../core/row-keys.ts';
import { placeFreshness } from '../core/reading.ts';
import { CallFailure } from '../steps/call-upstream.ts';
import { currentReading, glanceAt, type ReadingPorts } from '../steps/current-reading.ts';
import type { Answer, ApiRequest, BodyOf, ServedBy } from '../steps/request.ts';
import { inSession, provenSession, sessionOf, type SessionPorts } from '../steps/session-of.ts';

type QueuePosition = ServedBy<'queue-position'>;

/** GET /session/queue: the visitor's place in line. */
export async function queuePosition(
  request: ApiRequest<QueuePosition>,
  ports: Pick<Ports, SessionPorts | ReadingPorts>,
): Promise<Answer<BodyOf<QueuePosition>>> {
  const { readings } = ports;
  if (!readings) throw new RequestFailure({ kind: 'internal' });
  const scoped = inSession(request, ports);
  const { id, contactId, instanceId } = provenSession(await sessionOf(scoped), scoped);
  const place = await currentReading<Place>(
    {
      key: placeKey(id),
      freshness: placeFreshness,
      admit(age) {
        const bucket = takeRead(readings.buckets.get(instanceId), age, ports.now());
        if (bucket) readings.buckets.set(instanceId, bucket);
        return bucket !== undefined;
      },
      ask: () => askForPlace(instanceId, contactId),
    },
    request,
    { ...ports, readings },
  );
  if (!place) return { status: 200, body: { State: 'UNKNOWN' } };
  const { value, age } = place;
  return {
    status: 200,
    body: {
      State: value.position === undefined ? 'NOT_QUEUED' : 'QUEUED',
      ...(value.position !== undefined && { Position: value.position }),
      ...(value.estimatedWaitTime !== undefined && { EstimatedWaitTimeInSeconds: value.estimatedWaitTime }),
      AgeInSeconds: Math.floor(age / 1_000),
    },
  };

  async function askForPlace(instance: string, contact: string): Promise<Place> {
    try {
      return placeOf(
        await glanceAt('GetContactMetrics', contactMetricsInput(instance, contact), request, ports),
      );
    } catch (error) {
      if (isWithoutPlace(error)) return {};
      throw error;
    }
  }
}

/** Connect has metrics of a contact while it is in a queue, and refuses to be asked for them before and after. */
function isWithoutPlace(error: unknown): boolean {
  return (
    error instanceof CallFailure &&
    error.failure.kind === 'rejected' &&
    (error.failure.name === 'ResourceNotFoundException' || error.failure.name === 'InvalidRequestException')
  );
}
