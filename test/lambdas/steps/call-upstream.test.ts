import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestFailure } from '../../../lambdas/core/failure.ts';
import type { Turn } from '../../../lambdas/core/ports.ts';
import type { Priority } from '../../../lambdas/core/quota.ts';
import { UpstreamError, type UpstreamFailure } from '../../../lambdas/core/upstream-failure.ts';
import { budgets, type Budget } from '../../../lambdas/operations/budgets.ts';
import {
  budgetOf,
  CallFailure,
  callUpstream,
  failureName,
  failureOf,
  leastAttempt,
  randomFraction,
} from '../../../lambdas/steps/call-upstream.ts';
import { answerTime, beside } from './connect.ts';
import { now, scoped } from './scoped.ts';

const id = '11111111-1111-4111-8111-111111111111';
const accepted = { output: { Id: 'message' }, requestId: id };
const timeout = { kind: 'ambiguous', detail: 'timeout' } as const;
const rejected = {
  kind: 'rejected',
  status: 400,
  name: 'ValidationException',
  message: 'Bad "secret text"',
} as const;

function failing(failure: UpstreamFailure, requestId?: string): UpstreamError {
  return new UpstreamError(failure, requestId);
}

const throttled = failing({ kind: 'throttled' });
const late = failing(timeout);

interface Calling {
  readonly budget?: Partial<Budget>;
  readonly priority?: Priority;
  readonly elapsed?: number;
  readonly waits?: readonly number[];
  readonly turn?: Turn;
  readonly operation?: object;
  readonly reserved?: { readonly turn: Turn; readonly since: number };
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

/** Sends a message beside a Connect with these answers. What comes of it is an output, or why it failed. */
async function call(answers: readonly unknown[], calling: Calling = {}) {
  const { budget, priority, operation, reserved, sleep, ...conditions } = calling;
  const scene = beside(
    answers,
    {
      operation: {
        command: 'SendMessage',
        output: { required: ['Id'] },
        errors: ['ThrottlingException'],
        ...operation,
      } as never,
    },
    conditions,
  );
  const { request, ports } = scene.of;
  const result = await callUpstream(
    {
      command: 'SendMessage',
      input: { Content: 'secret text', ContentType: 'text/plain', ConnectionToken: 'token' },
      budget: { ...budgets.call, ...budget },
      place: priority && { instanceId: 'instance', quota: 'send', priority },
      reserved,
      ...(sleep && { sleep }),
    },
    request,
    ports,
  ).catch((error: unknown) => {
    if (!(error instanceof CallFailure)) throw error;
    assert.equal(error.name, 'CallFailure');
    assert.equal(error.message, error.failure.kind);
    return { failure: error.failure, ambiguous: error.ambiguous };
  });
  return { ...scene, result, trace: request.trace };
}

test('a call is made once where Connect takes it, and everybody is told', async () => {
  const { result, sends, told, observed, trace, admitted } = await call([accepted], { priority: 'message' });
  assert.equal(result, accepted.output);
  assert.equal(sends.length, 1);
  assert.deepEqual([sends[0]?.command, sends[0]?.timeout], ['SendMessage', 3_300]);
  assert.deepEqual(admitted, [['SendMessage instance', now]]);
  assert.deepEqual(told, [['SendMessage instance', { failed: false, now: now + answerTime, random: 0 }]]);
  assert.deepEqual(observed, [['instance', 'send', 'accepted']]);
  assert.deepEqual(
    [trace.upstreamAttempts, trace.upstreamMilliseconds, trace.upstreamRequestId],
    [1, answerTime, id],
  );
});

test('a call without a place counts against no quota', async () => {
  const { result, observed, reserved, told } = await call([throttled, accepted]);
  assert.equal(result, accepted.output);
  assert.deepEqual([observed, reserved], [[], []]);
  assert.equal(told[0]?.[0], 'SendMessage ');
});

test('the log has Connect’s request id, also of a refusal, and nothing else that a header may say', async () => {
  assert.equal((await call([failing(rejected, id)])).trace.upstreamRequestId, id);
  const last = await call([failing({ kind: 'throttled' }, id), { ...accepted, requestId: undefined }]);
  assert.equal(last.trace.upstreamRequestId, id);
  const upper = 'ABCDEF01-1111-4111-8111-111111111111';
  for (const [given, noted] of [
    [undefined, undefined],
    ['secret', undefined],
    [`${id}0`, undefined],
    [`0${id}`, undefined],
    [upper, upper],
  ])
    assert.equal((await call([{ ...accepted, requestId: given }])).trace.upstreamRequestId, noted, given);
});

test('the words of a refusal are told without what was sent', async () => {
  const { result, sends, told } = await call([failing(rejected)]);
  assert.deepEqual(result, { failure: { ...rejected, message: 'Bad "…"' }, ambiguous: 0 });
  assert.equal(sends.length, 1, 'it would be refused again');
  assert.equal(told[0]?.[1].failed, false);
});

test('where no quota of chats can be full, that name is one for a refused rate', async () => {
  const full = failing({ kind: 'full' });
  const start = await call([full], { operation: { errors: ['LimitExceededException'] } });
  assert.deepEqual([start.result, start.trace.throttles], [{ failure: { kind: 'full' }, ambiguous: 0 }, 0]);
  const message = await call([full, accepted]);
  assert.deepEqual([message.result, message.trace.throttles], [accepted.output, 1]);
});

test('what was throttled is sent again after a pause, three times in all', async () => {
  const again = await call([throttled, accepted], { priority: 'message' });
  assert.deepEqual(again.observed, [
    ['instance', 'send', 'throttled'],
    ['instance', 'send', 'accepted'],
  ]);
  const pauses = [154, 308];
  assert.deepEqual([again.slept, again.trace.absorbedMilliseconds], [pauses.slice(0, 1), 154]);
  assert.equal(again.trace.upstreamMilliseconds, 2 * answerTime);
  assert.deepEqual(again.sends[0], again.sends[1], 'with the same input and so the same ClientToken');
  const given = await call([throttled], { priority: 'message' });
  assert.deepEqual(given.result, { failure: { kind: 'throttled', retryAfter: 4_321 }, ambiguous: 0 });
  assert.deepEqual([given.slept, given.trace.throttles, given.trace.upstreamAttempts], [pauses, 3, 3]);
  assert.deepEqual((await call([throttled])).result, { failure: { kind: 'throttled' }, ambiguous: 0 });
});

test('nor is it where whoever asks can as well come again; what is in doubt is', async () => {
  const budget = { repeatThrottled: false };
  assert.equal((await call([throttled, accepted], { budget })).sends.length, 1);
  assert.equal((await call([late, accepted], { budget })).result, accepted.output);
});

test('attempts of which nobody knows are counted, and told to the breaker', async () => {
  const { result, told, observed } = await call([late, throttled, late], { priority: 'message' });
  assert.deepEqual(result, { failure: timeout, ambiguous: 2 });
  assert.deepEqual(
    told.map(([, { failed, random }]) => [failed, random]),
    [
      [true, 7 / 256],
      [false, 0],
      [true, 7 / 256],
    ],
  );
  assert.deepEqual(observed, [['instance', 'send', 'throttled']]);
  assert.deepEqual((await call([late, failing(rejected)])).result, {
    failure: { ...rejected, message: 'Bad "…"' },
    ambiguous: 1,
  });
});

test('an answer with nothing of what it is to have is in doubt', async () => {
  const { result } = await call([{ output: {}, requestId: id }]);
  assert.deepEqual(result, { failure: { kind: 'ambiguous', detail: 'empty' }, ambiguous: 3 });
  const half = await call([{ output: { Id: 'sent' }, requestId: id }], {
    operation: { output: { required: ['Id', 'AbsoluteTime'] } },
  });
  assert.deepEqual(half.result, { Id: 'sent' }, 'what Connect leaves out is not known to be wrong');
  const other = await call([{ output: {}, requestId: id }], { operation: { command: 'StartChatContact' } });
  assert.deepEqual(other.result, {}, 'of another command, it is not known');
});

test('a defect is no failure of Connect’s, and its time counts', async () => {
  const defect = new TypeError('ours');
  const { of, told } = beside([defect], { operation: { command: 'SendMessage' } });
  const { request, ports } = of;
  const sending = { command: 'SendMessage', input: {} as never, budget: budgets.call } as const;
  await assert.rejects(callUpstream(sending, request, ports), defect);
  assert.deepEqual([request.trace.upstreamMilliseconds, told], [answerTime, []]);
});

test('no attempt begins that has not its least time, and none lasts beyond the end', async () => {
  const { upstream } = budgets.call;
  const deadline = { failure: { kind: 'ambiguous', detail: 'deadline' }, ambiguous: 0 };
  const none = await call([accepted], { elapsed: upstream - leastAttempt + 1 });
  assert.deepEqual([none.result, none.trace.upstreamAttempts], [deadline, 0]);
  const last = await call([accepted], { elapsed: upstream - leastAttempt });
  assert.deepEqual([last.result, last.sends[0]?.timeout], [accepted.output, leastAttempt]);
});

test('none is paused for that would come too late', async () => {
  const { upstream } = budgets.call;
  const elapsed = upstream - leastAttempt - 154 - answerTime;
  assert.equal((await call([throttled, accepted], { elapsed })).result, accepted.output);
  const { result, slept } = await call([throttled, accepted], { elapsed: elapsed + 1 });
  assert.deepEqual([result, slept], [{ failure: { kind: 'throttled' }, ambiguous: 0 }, []]);
});

test('while throttling is absorbed, the number of attempts does not matter; the last one begins at the end of that', async () => {
  const absorb = 2_000;
  const { sends, slept, elapsed } = await call([throttled], { budget: { attempts: 1, absorb } });
  // The pauses of 154, 308, 616; then what is left of the 2 s.
  assert.deepEqual(slept, [154, 308, 616, absorb - 154 - 308 - 616 - 4 * answerTime]);
  assert.equal(sends.length, 5);
  assert.equal(elapsed(), absorb + answerTime);
  const least = { budget: { attempts: 1, absorb: leastAttempt + answerTime } };
  assert.deepEqual((await call([throttled], least)).slept, [154]);
  const less = { budget: { attempts: 1, absorb: leastAttempt + answerTime - 1 } };
  assert.deepEqual((await call([throttled], less)).slept, []);
});

test('a place is taken for each attempt; the first may have been taken before', async () => {
  const before = { turn: { kind: 'go', wait: 50 }, since: now } as const;
  const { reserved, slept, result } = await call([throttled, accepted], {
    priority: 'message',
    reserved: before,
  });
  assert.equal(result, accepted.output);
  assert.deepEqual([reserved.length, slept], [1, [50, 154]]);
});

test('without a turn Connect is not asked, nor told of', async () => {
  const turn = { kind: 'refused', by: 'quota', retryAfter: 700 } as const;
  const { result, sends } = await call([accepted], { priority: 'typing', turn });
  assert.deepEqual([result, sends], [{ failure: { kind: 'throttled', retryAfter: 700 }, ambiguous: 0 }, []]);
  const second = await call([late, accepted], { priority: 'message', turn });
  assert.deepEqual(second.result, { failure: { kind: 'throttled', retryAfter: 700 }, ambiguous: 1 });
  const now0 = { kind: 'refused', by: 'session', retryAfter: 0 } as const;
  assert.deepEqual((await call([accepted], { priority: 'typing', turn: now0 })).result, {
    failure: { kind: 'throttled', retryAfter: 0 },
    ambiguous: 0,
  });
});

test('an open breaker is waited for as long as failures are absorbed', async () => {
  const budget = { absorb: 1_000 };
  const soon = await call([accepted], { waits: [600, 400], budget });
  assert.deepEqual([soon.result, soon.slept], [accepted.output, [600, 400]]);
  const never = await call([accepted], { waits: [1_001], budget });
  const failure = { kind: 'ambiguous', detail: 'breaker', retryAfter: 1_001 };
  assert.deepEqual([never.result, never.sends], [{ failure, ambiguous: 0 }, []]);
  assert.equal((await call([accepted], { waits: [1], priority: 'typing' })).sends.length, 0);
});

test('a message gets its first attempt all the same', async () => {
  const first = await call([accepted], { waits: [5_000], priority: 'message' });
  assert.equal(first.result, accepted.output);
  const second = await call([late], { waits: [5_000, 5_000], priority: 'message' });
  const failure = { kind: 'ambiguous', detail: 'breaker', retryAfter: 5_000 };
  assert.deepEqual(second.result, { failure, ambiguous: 1 });
});

test('whoever calls may sleep in a way of its own, and what that throws is the failure', async () => {
  const own: number[] = [];
  const sleep = (milliseconds: number): Promise<void> => Promise.resolve(void own.push(milliseconds));
  const { slept } = await call([throttled, accepted], { sleep });
  assert.deepEqual([own, slept], [[154], []]);
  const lost = new Error('lost');
  await assert.rejects(call([throttled], { sleep: () => Promise.reject(lost) }), lost);
});

function budgetWhere(once: boolean): Budget {
  return budgetOf(scoped({ operation: { budget: budgets.connection, once: () => once } }).request);
}

test('what is stale by the time of another attempt has one', () => {
  assert.equal(budgetOf(scoped().request), budgets.call);
  assert.equal(budgetWhere(false), budgets.connection);
  assert.deepEqual(budgetWhere(true), { ...budgets.connection, attempts: 1, absorb: 0 });
});

function named(failure: UpstreamFailure): string {
  return failureName(new CallFailure(failure, 0));
}

test('a call that was given up is named in the log as Connect names it, or by its kind', () => {
  assert.equal(named(rejected), 'ValidationException');
  assert.equal(named({ ...rejected, name: undefined, status: 418 }), 'status 418');
  assert.equal(named(timeout), 'timeout');
  assert.equal(named({ kind: 'full' }), 'full');
});

function told(failure: UpstreamFailure): unknown {
  const given = new CallFailure(failure, 0);
  const error = failureOf(given);
  assert.ok(error instanceof RequestFailure);
  assert.equal(error.cause, given);
  return error.failure;
}

test('to the caller it is a refusal, or something that is not there', () => {
  assert.deepEqual(told({ kind: 'denied', certain: true }), { kind: 'denied', reason: 'connect' });
  const unavailable = { kind: 'unavailable', dependency: 'connect', detail: 'timeout', retryAfter: 5 };
  assert.deepEqual(told({ ...timeout, retryAfter: 5 }), unavailable);
  assert.deepEqual(told(rejected), rejected);
  const defect = new TypeError('ours');
  assert.equal(failureOf(defect), defect);
  const ours = new RequestFailure({ kind: 'denied', reason: 'session-ended' });
  assert.equal(failureOf(new CallFailure({ kind: 'denied', certain: true }, 0, ours)), ours);
});

test('chance is a fraction, from one byte', () => {
  const fractions = [[0], [128, 7], [255], []].map((bytes) =>
    randomFraction({ random: (count) => new Uint8Array(bytes.slice(0, count)) }),
  );
  assert.deepEqual(fractions, [0, 0.5, 255 / 256, 0]);
});
