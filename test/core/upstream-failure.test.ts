import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  backoff,
  classify,
  withoutValues,
  type FailedCall,
  type UpstreamFailure,
} from '../../lambdas/core/upstream-failure.ts';

const refused = (name: string, status: number): FailedCall => ({ name, message: 'text', status });

const readings: readonly [string, FailedCall, UpstreamFailure['kind']][] = [
  ['ThrottlingException', refused('ThrottlingException', 429), 'throttled'],
  ['the un-modelled TooManyRequestsException', refused('TooManyRequestsException', 429), 'throttled'],
  ['a full quota of chats', refused('LimitExceededException', 429), 'full'],
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

test('what has no status of refusal is ambiguous, whatever it is called', () => {
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
      "Value '…' at 'content' failed to satisfy constraint: short. ContentType … is not supported",
  });
  assert.deepEqual(withoutValues({ kind: 'throttled' }, input), { kind: 'throttled' });
});

test('a longer value is taken out before a shorter one that is its beginning', () => {
  const failure = {
    kind: 'rejected',
    status: 400,
    name: 'ValidationException',
    message: 'no secretsecret',
  } as const;
  const cleaned = withoutValues(failure, { a: 'secret', b: 'secretsecret' });
  assert.partialDeepStrictEqual(cleaned, { message: 'no …' });
});
