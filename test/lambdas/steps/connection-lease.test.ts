import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestFailure } from '../../../lambdas/core/failure.ts';
import { clocksApart } from '../../../lambdas/core/lease.ts';
import { StoreError, type SessionStore } from '../../../lambdas/core/ports.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import { budgets, connectionLease, leaseRenewal } from '../../../lambdas/operations/budgets.ts';
import {
  endLease,
  LeaseLost,
  lookAgain,
  sleepUnderLease,
  takeLease,
} from '../../../lambdas/steps/connection-lease.ts';
import { asOwnerNonce } from '../../support/tokens.ts';
import { now, scope, scoped, session } from './scoped.ts';

const mine = asOwnerNonce(Buffer.from(new Uint8Array(16).fill(7)).toString('base64url'));
const lease = { session, owner: mine };

/** A request over a session's row, with a clock that its sleeps move on. */
function opening(write: SessionStore['lease'] = () => Promise.resolve(true)) {
  let time = now;
  const written: Parameters<SessionStore['lease']>[1][] = [];
  const slept: number[] = [];
  const of = scoped({
    operation: { budget: budgets.connection },
    ports: {
      now: () => time,
      sleep: (milliseconds: number) => {
        slept.push(milliseconds);
        time += milliseconds;
        return Promise.resolve();
      },
      seen: { add: () => undefined, forget: () => undefined },
      sessions: {
        read: () => Promise.resolve(session),
        lease: (id, claim, trace) => {
          written.push(claim);
          return write(id, claim, trace);
        },
      },
    },
  });
  return { of, written, slept, pass: (milliseconds: number) => void (time += milliseconds) };
}

test('the lease is taken where no other counts, for the connection that there is', async () => {
  const { of, written } = opening();
  assert.deepEqual(await takeLease(session, of), lease);
  const claim = { owner: mine, lease: now + connectionLease, now };
  const connected = { ...session, connection: { version: 3, expires: 0 } };
  assert.deepEqual(await takeLease(connected, of), { session: connected, owner: mine });
  const over = { ...session, connecting: { owner: asOwnerNonce('other'), lease: now } };
  assert.deepEqual(await takeLease(over, of), { session: over, owner: mine });
  assert.deepEqual(written, [
    { ...claim, version: 0 },
    { ...claim, version: 3 },
    { ...claim, version: 0 },
  ]);
});

test('it is not asked for while another lasts, and not had where the row has changed', async () => {
  const { of, written } = opening();
  assert.equal(await takeLease(held(1 - connectionLease), of), undefined);
  assert.equal(written.length, 0);
  assert.equal(await takeLease(session, opening(() => Promise.resolve(false)).of), undefined);
});

/** A session that another opens, under a lease that ends so much later than one that is given now. */
function held(later: number): Session {
  return {
    ...session,
    connecting: { owner: asOwnerNonce('other'), lease: now + connectionLease + later },
  };
}

test('one that a clock far ahead has given keeps nobody off', async () => {
  const { of, written } = opening();
  assert.equal(await takeLease(held(clocksApart), of), undefined);
  assert.equal(written.length, 0);
  const ahead = held(clocksApart + 1);
  assert.deepEqual(await takeLease(ahead, of), { session: ahead, owner: mine });
});

test('a request that cannot write its lease fails; one that cannot end it goes on', async () => {
  const down = new StoreError('down');
  await assert.rejects(takeLease(session, opening(() => Promise.reject(down)).of), RequestFailure);
  const ended: unknown[] = [];
  const ending = (answer: () => Promise<void>) =>
    scoped({
      ports: {
        sessions: {
          unlease: (...what) => {
            ended.push(what.slice(0, 2));
            return answer();
          },
        },
      },
    });
  await endLease(
    lease,
    ending(() => Promise.resolve()),
  );
  await endLease(
    lease,
    ending(() => Promise.reject(down)),
  );
  assert.deepEqual(ended, [
    [scope.id, mine],
    [scope.id, mine],
  ]);
});

test('looks at another’s opening come less and less often, until the time is over', async () => {
  const { of, slept, pass } = opening();
  for (let looks = 0; looks < 12; looks++) assert.equal(await lookAgain(looks, of), session);
  assert.deepEqual(slept, [120, 180, 270, 405, 608, 911, 1_367, 2_050, 2_500, 2_500, 2_500, 2_500]);
  const spent = slept.reduce((sum, one) => sum + one, 0);
  const last = budgets.connection.upstream - 300;
  pass(last - spent - 50);
  await lookAgain(0, of);
  assert.equal(slept.at(-1), 50, 'no longer than there is time');
  await assert.rejects(lookAgain(0, of), (error: RequestFailure) => error.failure.kind === 'throttled');
});

test('a long sleep renews the lease as it goes', async () => {
  const { of, written, slept } = opening();
  await sleepUnderLease(lease, 2 * leaseRenewal + 500, of);
  assert.deepEqual(slept, [leaseRenewal, leaseRenewal, 500]);
  assert.deepEqual(
    written.map((claim) => claim.lease - connectionLease - now),
    [leaseRenewal, 2 * leaseRenewal, 2 * leaseRenewal + 500],
  );
  await sleepUnderLease(lease, 0, of);
  assert.equal(slept.length, 3);
});

test('a lease that another has taken is lost, and one that could not be renewed for once is not', async () => {
  const { of } = opening(() => Promise.resolve(false));
  await assert.rejects(
    sleepUnderLease(lease, 100, of),
    (error: Error) => error instanceof LeaseLost && error.name === 'LeaseLost',
  );
  await sleepUnderLease(lease, 100, opening(() => Promise.reject(new StoreError('down'))).of);
});
