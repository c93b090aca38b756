import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  backoff,
  classify,
  isTransport,
  plain,
  UpstreamError,
  withoutValues,
  type FailedCall,
  type UpstreamFailure,
} from '../../../lambdas/core/upstream-failure.ts';

const refused = (name: string, status: number): FailedCall => ({ name, message: 'text', status });

const readings: readonly [string, FailedCall, UpstreamFailure['kind']][] = [
  ['ThrottlingException', refused('ThrottlingException', 429), 'throttled'],
  ['a throttle by its status alone', refused('', 429), 'throttled'],
  ['the un-modelled TooManyRequestsException', refused('TooManyRequestsException', 429), 'throttled'],
  ['a full quota of chats', refused('LimitExceededException', 429), 'full'],
  ['a throttle by its name alone', refused('ThrottlingException', 400), 'throttled'],
  ['a throttle of another service', refused('RequestLimitExceeded', 400), 'throttled'],
  ['the time to ask is over', refused('', 408), 'ambiguous'],
  ['a connection that leads elsewhere', refused('', 421), 'ambiguous'],
  ['too early', refused('', 425), 'ambiguous'],
  ['AccessDeniedException', refused('AccessDeniedException', 403), 'denied'],
  ['a 401', refused('UnrecognizedClientException', 401), 'denied'],
  ['ValidationException', refused('ValidationException', 400), 'rejected'],
  ['ServiceQuotaExceededException', refused('ServiceQuotaExceededException', 402), 'rejected'],
  ['ConflictException', refused('ConflictException', 409), 'rejected'],
  ['a server error', refused('InternalServerException', 500), 'ambiguous'],
  ["a load balancer's page", { name: 'SyntaxError', status: 503 }, 'ambiguous'],
  ['a success that cannot be read', { name: 'SyntaxError', status: 200 }, 'ambiguous'],
  ['a lost connection', Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }), 'ambiguous'],
  ['a timeout', Object.assign(new Error('aborted'), { name: 'AbortError' }), 'ambiguous'],
  ['nothing at all', {}, 'ambiguous'],
];

for (const [what, error, kind] of readings)
  test(`${what} reads as ${kind}`, () => {
    assert.equal(classify(error).kind, kind);
  });

test('a failure without a status of refusal is ambiguous, whatever its name', () => {
  const status = fc.oneof(
    fc.integer({ min: 100, max: 399 }),
    fc.integer({ min: 500, max: 599 }),
    fc.constant(undefined),
  );
  fc.assert(
    fc.property(status, fc.string(), (status, name) => {
      assert.equal(classify({ name, status }).kind, 'ambiguous');
    }),
  );
});

test('a pause grows with the attempts, is never nothing, and stays below three seconds', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
      (attempt, random) => {
        const pause = backoff(attempt, random);
        assert(Number.isInteger(pause));
        const ceiling = Math.min(3_000, 150 * 2 ** attempt);
        assert(pause >= ceiling / 2 && pause <= ceiling);
        assert(backoff(attempt + 1, 0) >= backoff(attempt, 0));
      },
    ),
  );
  assert.notEqual(backoff(1, 0), backoff(1, 0.9));
});

test('an unknown refusal has no name, so that it is neither stored nor repeated', () => {
  for (const [name, status] of [
    ['UnknownError', 400],
    ['SomethingNewException', 400],
    ['ValidationException', 418],
    ['', 405],
    ['toString', 400],
  ] as const)
    assert.partialDeepStrictEqual(classify(refused(name, status)), { kind: 'rejected', name: undefined });
});

test('only Connect itself says with certainty that a token is over', () => {
  assert.deepEqual(classify(refused('AccessDeniedException', 403)), { kind: 'denied', certain: true });
  assert.deepEqual(classify(refused('', 403)), { kind: 'denied', certain: false });
});

test('an error of our own code is not a connection error', () => {
  assert.ok(isTransport(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })));
  assert.ok(isTransport(new DOMException('late', 'TimeoutError')));
  assert.ok(isTransport(Object.assign(new Error('aborted'), { name: 'AbortError' })));
  assert.ok(!isTransport(Object.assign(new Error('ours'), { code: 5 })));
  assert.ok(!isTransport(new TypeError('x is not a function')));
  assert.ok(!isTransport(Object.assign(new TypeError('header'), { code: 'ERR_INVALID_CHAR' })));
  assert.ok(!isTransport(new Error('StartChat is not one of the commands of this service here')));
  assert.ok(!isTransport('a string'));
});

test('an error name is logged only if it is a single word', () => {
  assert.equal(plain('ECONNRESET'), 'ECONNRESET');
  for (const name of ['', 'Oops<token>', 'a b', `A${'x'.repeat(80)}`, '1A'])
    assert.equal(plain(name), 'unknown');
});

test("Connect's refusals say what is wrong without the values they quote", () => {
  const token = `QVFJ${'x'.repeat(300)}`;
  const message =
    `2 validation errors detected: Value '${token}' at 'connectionToken' failed to satisfy constraint: long; ` +
    "Value 'it's' at 'content' failed to satisfy constraint: short. ContentType text/html is not supported";
  const failure: UpstreamFailure = { kind: 'rejected', status: 400, name: 'ValidationException', message };
  const input = { ConnectionToken: token, Inner: [{ ContentType: 'text/html', Content: "it's" }] };
  assert.deepEqual(withoutValues(failure, input), {
    ...failure,
    message:
      "2 validation errors detected: Value '…' at 'connectionToken' failed to satisfy constraint: long; " +
      "Value '…' at 'content' failed to satisfy constraint: short. ContentType text/html is not supported",
  });
  assert.deepEqual(withoutValues({ kind: 'throttled' }, input), { kind: 'throttled' });
});

test('what is not known of a failed call is left open, and the rest is told', () => {
  assert.deepEqual(classify({}), { kind: 'ambiguous', detail: 'unknown' });
  assert.deepEqual(classify({ name: 'AbortError' }), { kind: 'ambiguous', detail: 'AbortError' });
  assert.deepEqual(classify({ name: 'Error', code: 'ECONNRESET' }), {
    kind: 'ambiguous',
    detail: 'ECONNRESET',
  });
  const refusal = { kind: 'rejected', status: 400, name: 'ValidationException' } as const;
  const { name, status } = refusal;
  assert.deepEqual(classify({ name, status }), { ...refusal, message: '' });
  assert.deepEqual(classify({ name, status, message: 'text' }), { ...refusal, message: 'text' });
});

test('the error of a failed call has its name, its kind and the id of the request', () => {
  const { name, message, failure, requestId } = new UpstreamError({ kind: 'full' }, 'id');
  assert.deepEqual([name, message, failure, requestId], ['UpstreamError', 'full', { kind: 'full' }, 'id']);
});
