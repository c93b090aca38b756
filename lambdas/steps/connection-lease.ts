import { RequestFailure } from '../core/failure.ts';
import { isBelievable } from '../core/lease.ts';
import type { Session } from '../core/session.ts';
import { newOwnerNonce, type OwnerNonce } from '../core/tokens.ts';
import { connectionLease, leaseRenewal } from '../operations/budgets.ts';
import { leastAttempt, type CallPorts } from './call-upstream.ts';
import type { ScopedRequest } from './request.ts';
import { sessionOf, type SessionPorts } from './session-of.ts';
import { dispensable, required } from './store-failure.ts';

/**
 * Who opens a session's connection: one request at a time, however many race. Connect has no ClientToken for
 * CreateParticipantConnection and a low quota, so there is a lease on the session's row instead.
 */

export type ConnectionPorts = SessionPorts | CallPorts | 'openChats';

/** The session as it was when this request got the lease to open its connection. */
export interface Lease {
  readonly session: Session;
  readonly owner: OwnerNonce;
}

/** Takes the lease, unless another request has it or the session has changed meanwhile: then returns undefined. */
export async function takeLease(
  session: Session,
  scoped: ScopedRequest<ConnectionPorts>,
): Promise<Lease | undefined> {
  const { ports } = scoped;
  const now = ports.now();
  const standing = session.connecting?.lease ?? 0;
  if (standing > now && isBelievable(standing, now + connectionLease)) return undefined;
  const lease = { session, owner: newOwnerNonce(ports.random) };
  return (await required(() => writeLease(lease, scoped))) ? lease : undefined;
}

/** Ends a lease that came to nothing. Where the write fails, it runs out by itself. */
export async function endLease(
  { session, owner }: Lease,
  { request, ports }: ScopedRequest<'sessions'>,
): Promise<void> {
  await dispensable(() => ports.sessions.unlease(session.id, owner, request.trace));
}

/**
 * Milliseconds before the next look at a connection that another request is opening: longer each time, so that the 28
 * seconds of a reconnection are at most seventeen looks.
 */
function untilLook(looks: number): number {
  return Math.min(2_500, Math.round(120 * 1.5 ** looks));
}

/** Waits while another request has the lease, and reads the session anew. Fails when the request's time is over. */
export async function lookAgain(looks: number, scoped: ScopedRequest<ConnectionPorts>): Promise<Session> {
  const { request, ports } = scoped;
  const left = request.began + request.operation.budget.upstream - leastAttempt - ports.now();
  if (left <= 0) throw new RequestFailure({ kind: 'throttled' });
  await ports.sleep(Math.min(untilLook(looks), left));
  return await sessionOf(scoped);
}

/** Takes the lease, or renews it. Returns false where another request has it, or the session has changed. */
async function writeLease(
  { session, owner }: Lease,
  { request, ports }: ScopedRequest<'sessions' | 'now'>,
): Promise<boolean> {
  const now = ports.now();
  const version = session.connection?.version ?? 0;
  const claim = { owner, lease: now + connectionLease, version, now };
  return await ports.sessions.lease(session.id, claim, request.trace);
}

/** Another request has the lease by now. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/**
 * Sleeps with the lease renewed, so that it lasts for an attempt afterwards. Fails with LeaseLost where this request has
 * been held up for longer than its lease, and another has taken it.
 */
export async function sleepUnderLease(
  lease: Lease,
  milliseconds: number,
  scoped: ScopedRequest<'sessions' | 'now' | 'sleep'>,
): Promise<void> {
  const { ports } = scoped;
  const until = ports.now() + milliseconds;
  for (let left = milliseconds; left > 0; left = until - ports.now()) {
    await ports.sleep(Math.min(left, leaseRenewal));
    if ((await dispensable(() => writeLease(lease, scoped))) === false) throw new LeaseLost();
  }
}
