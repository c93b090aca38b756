import { RequestFailure, type Failure } from '../core/failure.ts';
import { backoff, UpstreamError, withoutValues, type UpstreamFailure } from '../core/upstream-failure.ts';
import type { Budget } from '../operations/budgets.ts';
import type { CommandName, InputOf, OutputOf } from '../core/commands.ts';
import type { Operation } from '../operations/operation.ts';
import type { Ports } from '../core/ports.ts';
import type { ApiRequest } from './request.ts';
import { refusedTurn, type Place, type Reserved } from './turn.ts';

export interface Call<C extends CommandName> {
  readonly command: C;
  readonly input: InputOf<C>;
  readonly budget: Budget;
  /** Sleeps before attempts, in place of the port; whatever it throws is the call's failure. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** What each attempt takes a place as; absent where the call counts against no instance's quota. */
  readonly place?: Place | undefined;
  /** The first attempt's place, where it was taken before. */
  readonly reserved?: Reserved | undefined;
}

export type CallPorts = 'upstream' | 'shaper' | 'breaker' | 'now' | 'random' | 'sleep';

/** A call that was given up: why, and how many of its attempts may have been carried out. */
export class CallFailure extends Error {
  override readonly name = 'CallFailure';
  readonly failure: UpstreamFailure;
  readonly ambiguous: number;
  /** `cause` is a refusal of our own, where that is why the call was given up. */
  constructor(failure: UpstreamFailure, ambiguous: number, cause?: RequestFailure) {
    super(failure.kind, { cause });
    this.failure = failure;
    this.ambiguous = ambiguous;
  }
}

/** What a call that was given up is called in a log: Connect's name for it, where it has one. */
export function failureName({ failure }: CallFailure): string {
  if (failure.kind === 'rejected') return failure.name ?? `status ${failure.status}`;
  return failure.kind === 'ambiguous' ? failure.detail : failure.kind;
}

/** Milliseconds below which another attempt is not worth beginning. */
export const leastAttempt = 300;

/**
 * Calls Connect with attempts that end within the budget, always with the same input and so the same ClientToken.
 * Fails with a CallFailure.
 */
export async function callUpstream<C extends CommandName>(
  call: Call<C>,
  request: ApiRequest,
  ports: Pick<Ports, CallPorts>,
): Promise<OutputOf<C>> {
  const { trace } = request;
  const { place, budget, reserved, sleep = ports.sleep } = call;
  const end = request.began + call.budget.upstream;
  const absorbUntil = request.began + call.budget.absorb;
  let ambiguous = 0;
  const note = (requestId: string | undefined): void => {
    const id = requestIdOf(requestId);
    if (id !== undefined) trace.upstreamRequestId = id;
  };
  const key = `${call.command} ${place?.instanceId ?? ''}`;
  const tellBreaker = (failed: boolean): void =>
    ports.breaker.tell(key, { failed, now: ports.now(), random: failed ? randomFraction(ports) : 0 });
  for (let attempt = 1; ; attempt++) {
    const closed = await untilClosed(key, absorbUntil, sleep, ports);
    // A message gets its first attempt, whatever has become of others.
    if (closed > 0 && !(attempt === 1 && place?.priority === 'message'))
      throw new CallFailure({ kind: 'ambiguous', detail: 'breaker', retryAfter: closed }, ambiguous);
    const retryAfter =
      place && (await refusedTurn({ place, budget, reserved, sleep }, attempt, request, ports));
    if (retryAfter !== undefined) throw new CallFailure({ kind: 'throttled', retryAfter }, ambiguous);
    const began = ports.now();
    // DynamoDB, or opening a connection, may have taken all the time there was.
    if (began + leastAttempt > end)
      throw new CallFailure({ kind: 'ambiguous', detail: 'deadline' }, ambiguous);
    trace.upstreamAttempts++;
    try {
      const timeout = Math.min(call.budget.attempt, end - began);
      const { output, requestId } = await ports.upstream.send(call.command, call.input, timeout);
      // A 200 of somebody on the way: nobody knows.
      if (call.command === request.operation.command && isEmpty(output, request.operation))
        throw new UpstreamError({ kind: 'ambiguous', detail: 'empty' }, requestId);
      note(requestId);
      trace.upstreamMilliseconds += ports.now() - began;
      tellBreaker(false);
      if (place) ports.shaper.observe(place.instanceId, place.quota, 'accepted');
      return output;
    } catch (error) {
      trace.upstreamMilliseconds += ports.now() - began;
      if (!(error instanceof UpstreamError)) throw error;
      note(error.requestId);
      const failure = asDeclared(withoutValues(error.failure, call.input), request.operation);
      if (failure.kind === 'ambiguous') ambiguous++;
      tellBreaker(failure.kind === 'ambiguous');
      if (failure.kind === 'throttled') {
        trace.throttles++;
        if (place) ports.shaper.observe(place.instanceId, place.quota, 'throttled');
      } else if (failure.kind !== 'ambiguous') throw new CallFailure(failure, ambiguous);
      const now = ports.now();
      // The last attempt of what is absorbed begins when that time is over.
      const absorbed = absorbUntil - now >= leastAttempt;
      const backedOff = backoff(attempt, randomFraction(ports));
      const pause = absorbed ? Math.min(backedOff, absorbUntil - now) : backedOff;
      const more =
        (attempt < call.budget.attempts || absorbed) &&
        (failure.kind === 'ambiguous' || call.budget.repeatThrottled);
      if (!more || now + pause + leastAttempt > end)
        throw new CallFailure(dated(failure, call, ports), ambiguous);
      await sleep(pause);
      trace.absorbedMilliseconds += pause;
    }
  }
}

/**
 * Returns 0 where the breaker lets a call through, now or within the time that is absorbed, which it sleeps; else the
 * milliseconds until it does.
 */
async function untilClosed(
  key: string,
  absorbUntil: number,
  sleep: (milliseconds: number) => Promise<void>,
  { breaker, now }: Pick<Ports, 'breaker' | 'now'>,
): Promise<number> {
  for (;;) {
    const wait = breaker.admit(key, now());
    if (wait === 0 || now() + wait > absorbUntil) return wait;
    await sleep(wait);
  }
}

/** Whether an answer has nothing of what the operation's own is to have. Connect may leave out what is not known yet. */
function isEmpty(output: object, { output: { required } }: Operation): boolean {
  return required.length > 0 && required.every((name) => !Object.hasOwn(output, name));
}

/** The failure with the time after which the quota has room again, where it is about a quota. */
function dated(
  failure: UpstreamFailure,
  { place }: Pick<Call<CommandName>, 'place'>,
  { shaper }: Pick<Ports, 'shaper'>,
): UpstreamFailure {
  return failure.kind === 'throttled' && place
    ? { ...failure, retryAfter: shaper.wait(place.instanceId, place.quota) }
    : failure;
}

/** The time and the attempts that the request has: one, where its input is stale by the time of another. */
export function budgetOf({ operation, input }: ApiRequest): Budget {
  const { budget } = operation;
  return operation.once?.(input) === true ? { ...budget, attempts: 1, absorb: 0 } : budget;
}

/** A header of Connect's, as far as it is a request id and nothing else. */
function requestIdOf(given: string | undefined): string | undefined {
  return given !== undefined && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given)
    ? given
    : undefined;
}

/** What a call that was given up becomes for the caller. */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof CallFailure)) return error;
  const { failure, cause } = error;
  if (cause instanceof RequestFailure) return cause;
  const mapped: Failure =
    failure.kind === 'denied'
      ? { kind: 'denied', reason: 'connect' }
      : failure.kind === 'ambiguous'
        ? { ...failure, kind: 'unavailable', dependency: 'connect' }
        : failure;
  return new RequestFailure(mapped, error);
}

/** Where no quota of chats can be full, its name is one more for a refused rate. */
function asDeclared(failure: UpstreamFailure, { errors }: Operation): UpstreamFailure {
  return failure.kind === 'full' && !errors.includes('LimitExceededException')
    ? { kind: 'throttled' }
    : failure;
}

export function randomFraction({ random }: Pick<Ports, 'random'>): number {
  const [byte = 0] = random(1);
  return byte / 256;
}
