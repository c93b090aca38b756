import { limitsOf } from '../core/admission.ts';
import { RequestFailure, type StartLimitName } from '../core/failure.ts';
import type { Identity } from '../core/identity.ts';
import { takeOne, type Limit, type LimitTaken } from '../core/limit.ts';
import type { ScopedRequest } from '../steps/request.ts';
import { dispensable } from '../steps/store-failure.ts';
import { limitKeys } from './limit-keys.ts';
import { networkOf } from './network.ts';

/** A limit that a start counts against. */
export interface StartLimit {
  readonly name: StartLimitName;
  readonly key: string;
  readonly limit: Limit;
}

/** What came of taking a turn; undefined where DynamoDB does not say, and the start goes on. */
export interface Turn extends StartLimit {
  readonly taken: LimitTaken | undefined;
}

export type TurnPorts = 'settings' | 'startLimits' | 'now';

/** The limits of whoever starts a chat: of the network, and of the visitor who has signed in. */
export function limitsOfAsker(
  { request, ports }: ScopedRequest<TurnPorts>,
  identity: Identity | undefined,
): readonly StartLimit[] {
  const { settings } = ports;
  const { perNetwork, perUser } = limitsOf(settings.admission);
  const keys = limitKeys(settings);
  const now = ports.now();
  const network = networkOf(request.sourceIp ?? '');
  const subject = identity?.subject;
  return [
    ...(perNetwork && network !== undefined
      ? [{ name: 'network' as const, key: keys.network(network, now), limit: perNetwork }]
      : []),
    ...(perUser && subject !== undefined && settings.signIn
      ? [{ name: 'user' as const, key: keys.user(settings.signIn.issuer, subject, now), limit: perUser }]
      : []),
  ];
}

/** The limit of all starts in an instance. */
export function limitOfAll(
  instanceId: string,
  { ports: { settings } }: ScopedRequest<'settings'>,
): StartLimit {
  return {
    name: 'starts',
    key: limitKeys(settings).inAll(instanceId),
    limit: limitsOf(settings.admission).inAll,
  };
}

export async function takeTurns(
  limits: readonly StartLimit[],
  { request, ports }: ScopedRequest<TurnPorts>,
): Promise<readonly Turn[]> {
  const { startLimits } = ports;
  if (!startLimits) return [];
  const now = ports.now();
  return await Promise.all(
    limits.map(async (limit) => {
      const taken = await dispensable(() => startLimits.take(limit.key, limit.limit, now, request.trace));
      if (!taken) request.trace.admission = 'unavailable';
      return { ...limit, taken };
    }),
  );
}

export async function giveTurnsBack(
  turns: readonly Turn[],
  { request, ports }: ScopedRequest<'startLimits'>,
): Promise<void> {
  await Promise.all(
    turns
      .filter(({ taken }) => taken?.taken)
      .map(({ key, limit }) =>
        dispensable(async () => await ports.startLimits?.giveBack(key, limit, request.trace)),
      ),
  );
}

/** Fails unless every turn was taken. Another start is let through when each of the limits has room again. */
export function refuseUnlessTaken(turns: readonly Turn[], now: number): void {
  const refused = turns.find(({ taken }) => taken?.taken === false);
  if (refused)
    throw new RequestFailure({
      kind: 'limited',
      by: refused.name,
      retryAfter: Math.max(...turns.map((turn) => untilNext(turn, now))),
    });
}

/** Milliseconds until the limit of a turn lets one more through. */
function untilNext({ taken, limit }: Turn, now: number): number {
  if (!taken) return 0;
  const next = taken.taken ? takeOne(taken.until, limit, now) : taken;
  return next.taken ? 0 : next.retryAfter;
}
