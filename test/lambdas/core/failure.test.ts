import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RequestFailure, wireError, type Failure, type WireError } from '../../../lambdas/core/failure.ts';
import { errorNameOf, errorStatus, type ErrorName } from '../../../lambdas/core/error-name.ts';

/** Of every kind at least one: the compiler holds the list complete. */
const examples: { readonly [K in Failure['kind']]: readonly Extract<Failure, { kind: K }>[] } = {
  invalid: [{ kind: 'invalid', problems: ['A must be given', 'B must be given'] }],
  denied: (
    [
      'bearer-missing',
      'bearer-malformed',
      'session-unknown',
      'session-expired',
      'session-ended',
      'origin-foreign',
      'contact-foreign',
      'origin-not-allowed',
      'not-iam',
      'connect',
    ] as const
  ).map((reason) => ({ kind: 'denied', reason })),
  'in-flight': [{ kind: 'in-flight', retryAfter: 2_001 }],
  mismatch: [{ kind: 'mismatch' }],
  'outcome-unknown': [{ kind: 'outcome-unknown' }],
  'answer-expired': [{ kind: 'answer-expired' }],
  throttled: [{ kind: 'throttled' }],
  full: [{ kind: 'full' }],
  limited: (['chats', 'starts', 'network', 'user'] as const).map((by) => ({
    kind: 'limited',
    by,
    retryAfter: 1_001,
  })),
  rejected: [{ kind: 'rejected', status: 404, name: 'ResourceNotFoundException', message: 'secret' }],
  unavailable: [
    { kind: 'unavailable', dependency: 'connect', detail: 'secret' },
    { kind: 'unavailable', dependency: 'dynamodb', detail: 'secret' },
  ],
  internal: [{ kind: 'internal' }],
};

const expected: Readonly<Record<Failure['kind'], readonly [ErrorName, retryAfter?: number]>> = {
  invalid: ['ValidationException'],
  denied: ['AccessDeniedException'],
  'in-flight': ['ConflictException', 3],
  mismatch: ['IdempotentParameterMismatchException'],
  'outcome-unknown': ['ConflictException'],
  'answer-expired': ['GoneException'],
  throttled: ['ThrottlingException', 1],
  full: ['LimitExceededException', 60],
  limited: ['TooManyRequestsException', 2],
  rejected: ['ResourceNotFoundException'],
  unavailable: ['InternalServerException', 1],
  internal: ['InternalServerException', 1],
};

for (const [kind, failures] of Object.entries(examples)) {
  const [type, retryAfter] = expected[kind as Failure['kind']];
  test(`${kind} is answered as ${errorStatus[type]} ${type}, vaguely`, () => {
    for (const failure of failures) {
      const error = wireError(failure, 'participant');
      assert.equal(error.type, type);
      assert.equal(error.status, errorStatus[type]);
      assert.equal(error.retryAfter, retryAfter);
      assert.notEqual(error.message, '');
      assert.doesNotMatch(error.message, /secret/);
    }
  });
}

test('every refusal is answered with the same words', () => {
  const answers = examples.denied.map((failure) => JSON.stringify(wireError(failure, 'participant')));
  assert.equal(new Set(answers).size, 1);
});

test("each service's own name stands for what went wrong inside", () => {
  for (const kind of ['internal', 'unavailable'] as const)
    for (const failure of examples[kind])
      assert.equal(wireError(failure, 'connect').type, 'InternalServiceException');
});

test('a bad request names every problem', () => {
  assert.equal(
    wireError(examples.invalid[0] as Failure, 'connect').message,
    'A must be given; B must be given',
  );
});

test('the text of refusals that are about the request passes, that of others does not', () => {
  const aboutTheRequest: ReadonlySet<string> = new Set([
    'ValidationException',
    'InvalidRequestException',
    'InvalidParameterException',
  ]);
  for (const name of Object.keys(errorStatus) as ErrorName[]) {
    if (aboutTheRequest.has(name)) {
      assert.equal(refused(400, name).message, 'the text');
      continue;
    }
    const { type, message } = refused(errorStatus[name], name);
    assert.equal(type, name);
    assert.notEqual(message, 'the text');
  }
});

test('whatever Connect refuses with is answered as an error of the API, with its own status', () => {
  const name = fc.oneof(
    fc.constantFrom(...Object.keys(errorStatus), 'constructor', '__proto__'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.integer({ min: 400, max: 499 }), name, fc.string(), (status, given, message) => {
      const name = errorNameOf(given, status);
      const error = wireError({ kind: 'rejected', status, name, message }, 'connect');
      if (name === undefined && message.length > 8) assert.ok(!error.message.includes(message));
      assert.equal(error.status, errorStatus[error.type]);
      assert.notEqual(error.message, '');
    }),
  );
});

test('Retry-After is a whole second or more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), (retryAfter) => {
      const error = wireError({ kind: 'in-flight', retryAfter }, 'participant');
      assert(Number.isInteger(error.retryAfter) && Number(error.retryAfter) >= 1);
      assert(Number(error.retryAfter) * 1_000 >= retryAfter);
    }),
  );
});

test('a failure is an error of its own name, with its cause where there is one', () => {
  const cause = new Error('the cause');
  assert.deepEqual(
    [new RequestFailure({ kind: 'full' }, cause)].map(({ name, message, cause }) => [name, message, cause]),
    [['RequestFailure', 'full', cause]],
  );
  assert.ok(!Object.hasOwn(new RequestFailure({ kind: 'full' }), 'cause'));
});

/** The message and the Retry-After of a failure, as they are answered. */
function told(failure: Failure): readonly [message: string, retryAfter: number | undefined] {
  const { message, retryAfter } = wireError(failure, 'participant');
  return [message, retryAfter];
}

test('the message says what to do next', () => {
  const [unknown] = told({ kind: 'outcome-unknown' });
  assert.match(
    unknown,
    /^Whether the first request with this ClientToken .* not known: look at the transcript/,
  );
  assert.match(unknown, /before sending it again with a new one$/);
  const [unknownWithout] = told({ kind: 'outcome-unknown', withoutToken: true });
  assert.match(
    unknownWithout,
    /^Whether the request was .* not known: look at the transcript before sending it again$/,
  );
  for (const by of ['chats', 'starts', 'network', 'user'] as const)
    assert.match(
      told({ kind: 'limited', by, retryAfter: 1 })[0],
      by === 'chats' ? /^Too many chats are open / : /^Too many chats were started lately/,
    );
  const unavailable = { kind: 'unavailable', dependency: 'connect', detail: '' } as const;
  assert.match(told(unavailable)[0], /not available at the moment/);
  assert.match(told({ kind: 'internal' })[0], /went wrong on our side/);
});

test('where it is known when a repetition makes sense, Retry-After says it, and else it is a second or nothing', () => {
  const unavailable = { kind: 'unavailable', dependency: 'connect', detail: '' } as const;
  assert.equal(told({ ...unavailable, retryAfter: 4_500 })[1], 5);
  assert.equal(told({ kind: 'throttled', retryAfter: 4_500 })[1], 5);
  assert.ok(!Object.hasOwn(wireError({ kind: 'mismatch' }, 'participant'), 'retryAfter'));
});

test('a refusal without a name, or without a text, gets those of its status', () => {
  const answers = [402, 404, 409, 410, 418].map((status) => {
    const refusal = { kind: 'rejected', status, name: undefined, message: 'secret' } as const;
    const { type, message } = wireError(refusal, 'participant');
    return [type, message];
  });
  assert.deepEqual(answers, [
    ['ServiceQuotaExceededException', 'A quota is exceeded'],
    ['ResourceNotFoundException', 'The resource was not found'],
    ['ConflictException', 'The request conflicts with the state of the resource'],
    ['ResourceNotFoundException', 'The resource was not found'],
    ['ValidationException', 'The request was refused'],
  ]);
  const [empty] = told({ kind: 'rejected', status: 400, name: 'ValidationException', message: '' });
  assert.equal(empty, 'The request is not valid');
});

/** Connect's refusal, as it is answered. */
function refused(status: number, name: ErrorName): WireError {
  return wireError({ kind: 'rejected', status, name, message: 'the text' }, 'participant');
}
