import type { Ports, Reservation, Turn } from '../core/ports.ts';
import { isDispensable } from '../core/quota.ts';
import type { Budget } from '../operations/budgets.ts';
import type { ApiRequest, ScopedRequest } from './request.ts';

/** What a call counts as, for the place that each of its attempts takes among those of its quota. */
export type Place = Omit<Reservation, 'patience'>;

/** A turn, and since when its wait counts: epoch milliseconds. */
export interface Reserved {
  readonly turn: Turn;
  readonly since: number;
}

/** Milliseconds of a request's time that are kept for the attempt itself, which takes a tenth of them as a rule. */
const forTheAttempt = 1_500;

/** The place of the request's own call; undefined where Connect names no quota for it. */
export function placeOf(instanceId: string, { request, scope }: ScopedRequest<never>): Place | undefined {
  const counted = request.operation.countsAs?.(request.input);
  return (
    counted && { ...counted, instanceId, ...(!isDispensable(counted.priority) && { session: scope.id }) }
  );
}

/** Takes the place, for as long as the budget can wait for its turn. */
export async function reserve(
  place: Place,
  budget: Budget,
  { began, trace }: ApiRequest,
  ports: Pick<Ports, 'shaper' | 'now'>,
): Promise<Reserved> {
  const since = ports.now();
  const latest = began + Math.max(budget.absorb, budget.upstream - forTheAttempt);
  // What is given up first is not waited for either.
  const waits = !isDispensable(place.priority);
  const patience = waits ? Math.max(0, latest - since) : 0;
  return { turn: await ports.shaper.reserve({ ...place, patience }, trace), since };
}

export interface Awaited {
  readonly place: Place;
  readonly budget: Budget;
  /** Of the first attempt, where it was taken before. */
  readonly reserved?: Reserved | undefined;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/**
 * Waits for the turn of an attempt. Returns undefined when it has come; where there is none, the milliseconds after
 * which there would be one. A message gets its first attempt all the same, unless its own session has used up its share:
 * Connect may still take it.
 */
export async function refusedTurn(
  { place, budget, reserved, sleep }: Awaited,
  attempt: number,
  request: ApiRequest,
  ports: Pick<Ports, 'shaper' | 'now'>,
): Promise<number | undefined> {
  const first = attempt === 1;
  const { turn, since } = (first ? reserved : undefined) ?? (await reserve(place, budget, request, ports));
  if (turn.kind === 'refused')
    return first && turn.by === 'quota' && place.priority === 'message' ? undefined : turn.retryAfter;
  const wait = since + turn.wait - ports.now();
  if (wait <= 0) return undefined;
  await sleep(wait);
  request.trace.absorbedMilliseconds += wait;
  return undefined;
}
