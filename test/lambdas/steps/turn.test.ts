import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Reservation, Turn } from '../../../lambdas/core/ports.ts';
import type { Priority } from '../../../lambdas/core/quota.ts';
import { budgets, type Budget } from '../../../lambdas/operations/budgets.ts';
import { placeOf, refusedTurn, reserve, type Reserved } from '../../../lambdas/steps/turn.ts';
import { now, scope, scoped } from './scoped.ts';

const instanceId = 'instance';

function placeFor(priority: Priority): {
  readonly instanceId: string;
  readonly quota: 'send';
  readonly priority: Priority;
} {
  return { instanceId, quota: 'send', priority };
}

/** A request whose shaper gives this turn; what the shaper was asked for, and how long the request slept. */
function waiting(turn: Turn, elapsed = 0) {
  const reservations: Reservation[] = [];
  const slept: number[] = [];
  const { request, ports } = scoped({
    ports: {
      now: () => now + elapsed,
      shaper: {
        reserve(reservation) {
          reservations.push(reservation);
          return Promise.resolve(turn);
        },
      },
    },
  });
  const sleep = (milliseconds: number): Promise<void> => Promise.resolve(void slept.push(milliseconds));
  return { request, ports, reservations, slept, sleep };
}

/** A request that counts as a send. */
function counts(priority: Priority): ReturnType<typeof scoped> {
  return scoped({ operation: { countsAs: () => ({ quota: 'send', priority }) } });
}

test('a call takes a place as what it counts as, and of its session’s share unless nobody misses it', () => {
  assert.deepEqual(placeOf(instanceId, counts('message')), { ...placeFor('message'), session: scope.id });
  assert.deepEqual(placeOf(instanceId, counts('typing')), placeFor('typing'));
  assert.equal(placeOf(instanceId, scoped()), undefined);
});

/** For how long a place is waited for, of a request that has run for so long. */
async function patience(
  priority: Priority,
  budget: Budget = budgets.call,
  elapsed = 0,
): Promise<number | undefined> {
  const { request, ports, reservations } = waiting({ kind: 'go', wait: 0 }, elapsed);
  assert.deepEqual(await reserve(placeFor(priority), budget, request, ports), {
    turn: { kind: 'go', wait: 0 },
    since: now + elapsed,
  });
  return reservations[0]?.patience;
}

test('a place is waited for as long as there is time for the attempt after it', async () => {
  assert.equal(await patience('message'), budgets.call.upstream - 1_500);
  assert.equal(await patience('message', budgets.call, 1_000), budgets.call.upstream - 2_500);
  assert.equal(await patience('message', budgets.call, 60_000), 0);
  assert.equal(await patience('connection', budgets.connection), budgets.connection.absorb);
  assert.equal(await patience('typing'), 0);
});

test('a turn is slept for from when it was given, and told', async () => {
  const { request, ports, slept, sleep } = waiting({ kind: 'go', wait: 500 }, 100);
  const reserved: Reserved = { turn: { kind: 'go', wait: 500 }, since: now };
  const awaited = { place: placeFor('message'), budget: budgets.call, reserved, sleep };
  assert.equal(await refusedTurn(awaited, 1, request, ports), undefined);
  assert.deepEqual(slept, [400]);
  assert.equal(request.trace.absorbedMilliseconds, 400);
  const over = { ...awaited, reserved: { ...reserved, since: now - 400 } };
  assert.equal(await refusedTurn(over, 1, request, ports), undefined);
  assert.deepEqual(slept, [400], 'its time has come');
});

test('the place that was taken before is the first attempt’s alone', async () => {
  const { request, ports, reservations, sleep } = waiting({ kind: 'go', wait: 0 });
  const reserved: Reserved = { turn: { kind: 'go', wait: 0 }, since: now };
  const awaited = { place: placeFor('message'), budget: budgets.call, sleep };
  await refusedTurn({ ...awaited, reserved }, 1, request, ports);
  assert.equal(reservations.length, 0);
  await refusedTurn({ ...awaited, reserved }, 2, request, ports);
  assert.equal(reservations.length, 1);
  await refusedTurn(awaited, 1, request, ports);
  assert.equal(reservations.length, 2);
});

/** What an attempt without a turn is told. */
async function refused(
  by: 'quota' | 'session',
  priority: Priority,
  attempt: number,
): Promise<number | undefined> {
  const { request, ports, sleep } = waiting({ kind: 'refused', by, retryAfter: 700 });
  const awaited = { place: placeFor(priority), budget: budgets.call, sleep };
  return await refusedTurn(awaited, attempt, request, ports);
}

test('without a turn only a message is tried once, unless its own session has taken it', async () => {
  assert.equal(await refused('quota', 'message', 1), undefined);
  assert.equal(await refused('quota', 'message', 2), 700);
  assert.equal(await refused('session', 'message', 1), 700);
  assert.equal(await refused('quota', 'transcript', 1), 700);
});
