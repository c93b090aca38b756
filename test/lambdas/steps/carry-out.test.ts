import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestFailure, type Failure } from '../../../lambdas/core/failure.ts';
import type { LedgerRecord } from '../../../lambdas/core/ledger.ts';
import { StoreError } from '../../../lambdas/core/ports.ts';
import { open, seal, SealError } from '../../../lambdas/core/seal.ts';
import { fingerprint, upstreamClientToken } from '../../../lambdas/core/secret.ts';
import type { UpstreamFailure } from '../../../lambdas/core/upstream-failure.ts';
import { CallFailure } from '../../../lambdas/steps/call-upstream.ts';
import { carryOut, NotAsked, replay, type Attempt } from '../../../lambdas/steps/carry-out.ts';
import { claimClientToken, type Claim } from '../../../lambdas/steps/claim.ts';
import { memoryLedger } from '../../support/memory-stores.ts';
import { asCallerToken, asUpstreamToken } from '../../support/tokens.ts';
import { now, scope, scoped, type Asked } from './scoped.ts';

type Body = Readonly<Record<string, unknown>>;

const refusedBody = {
  kind: 'rejected',
  status: 400,
  name: 'ValidationException',
  message: 'too long',
} as const;
const ambiguous = { kind: 'ambiguous', detail: 'timeout' } as const;
const sealed = { kind: 'ledger', withoutStore: 'refuse', answer: 'sealed' } as const;

/** A request that has claimed its ClientToken. */
async function claimed(asked: Asked = {}, changed: Partial<LedgerRecord> = {}) {
  const ledger = memoryLedger();
  const of = scoped({ ...asked, ports: { ledger, ...asked.ports } });
  const claim = await claimClientToken(of);
  assert.ok(claim?.kind === 'owned');
  const record = { ...claim.record, ...changed };
  ledger.write(record.key, record);
  return { ledger, of, claim: { ...claim, record }, row: () => ledger.row(record.key) ?? assert.fail() };
}

function failing(reason: unknown): () => Promise<Body> {
  return () => Promise.reject(reason);
}

/** The failure with which a promise is rejected. */
async function failureOf(answer: Promise<unknown>): Promise<Failure> {
  const error: unknown = await answer.then(
    () => assert.fail('it succeeds'),
    (error: unknown) => error,
  );
  assert.ok(error instanceof RequestFailure, String(error));
  return error.failure;
}

test('a call under a claim is made with its ClientToken, and its answer is stored for repetitions', async () => {
  const { of, claim, row } = await claimed();
  const attempts: Attempt[] = [];
  const answer = await carryOut(claim, of, (attempt) => {
    attempts.push(attempt);
    return Promise.resolve({ Id: 'message' });
  });
  assert.deepEqual(answer, { status: 200, body: { Id: 'message' } });
  const { key, clientToken } = claim.record;
  assert.deepEqual(attempts, [{ clientToken, salt: new Uint8Array(32).fill(7), ambiguous: 0, record: key }]);
  assert.deepEqual([row().state, row().status, row().answer], ['DONE', 200, '{"Id":"message"}']);
  assert.deepEqual(replay(row(), of), answer);
  assert.equal(of.request.trace.ledger, 'replayed');
});

test('a claim’s own salt and doubts go with the call', async () => {
  const salt = new Uint8Array(32).fill(9);
  const { of, claim } = await claimed({}, { salt, ambiguous: 2 });
  await carryOut(claim, of, (attempt) => {
    assert.deepEqual([attempt.salt, attempt.ambiguous], [salt, 2]);
    return Promise.resolve({});
  });
});

test('the answer of an operation that makes a bearer is sealed', async () => {
  const { of, claim, row } = await claimed({ operation: { idempotency: sealed } });
  await carryOut(claim, of, () => Promise.resolve({ Token: 'secret' }));
  const { answer, key } = row();
  assert.ok(answer instanceof Uint8Array);
  assert.equal(open(scope.sealKey, { id: key, purpose: 'ledger-answer' }, answer), '{"Token":"secret"}');
  assert.deepEqual(replay<Body>(row(), of).body, { Token: 'secret' });
});

test('a refusal of the body is stored, sealed, and refused again in the same words', async () => {
  const { of, claim, row } = await claimed();
  const first = await failureOf(carryOut(claim, of, failing(new CallFailure(refusedBody, 0))));
  assert.deepEqual(first, refusedBody);
  assert.deepEqual([row().state, row().status], ['DONE', 400]);
  assert.ok(row().answer instanceof Uint8Array, 'its text may quote what was refused');
  assert.throws(
    () => replay(row(), of),
    (error: RequestFailure) => {
      assert.deepEqual(error.failure, refusedBody);
      return true;
    },
  );
});

test('a refusal after an attempt in doubt proves nothing: it is neither stored nor told', async () => {
  for (const [before, during] of [
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    const { of, claim, row } = await claimed({}, { ambiguous: before });
    const failure = await failureOf(carryOut(claim, of, failing(new CallFailure(refusedBody, during))));
    assert.deepEqual(failure, { kind: 'outcome-unknown', withoutToken: false });
    assert.deepEqual([row().state, row().lease, row().ambiguous], ['PENDING', 0, before + during]);
  }
});

/** What a failure is told as after an attempt in doubt. */
async function after(failure: UpstreamFailure): Promise<string> {
  const { of, claim } = await claimed({}, { ambiguous: 1 });
  return (await failureOf(carryOut(claim, of, failing(new CallFailure(failure, 0))))).kind;
}

test('after an attempt in doubt, no refusal of the chat is told either; what may pass is', async () => {
  assert.equal(await after({ kind: 'denied', certain: true }), 'outcome-unknown');
  assert.equal(await after({ kind: 'full' }), 'outcome-unknown');
  assert.equal(await after({ kind: 'throttled' }), 'throttled');
  assert.equal(await after(ambiguous), 'unavailable');
});

/** What stands in the record after a failure. */
async function doubts(reason: unknown): Promise<readonly unknown[]> {
  const { of, claim, row } = await claimed();
  await assert.rejects(carryOut(claim, of, failing(reason)));
  return [row().state, row().lease, row().ambiguous];
}

test('other failures release the claim with the attempts that are in doubt', async () => {
  assert.deepEqual(await doubts(new CallFailure({ kind: 'throttled' }, 0)), ['PENDING', 0, 0]);
  assert.deepEqual(await doubts(new CallFailure(ambiguous, 2)), ['PENDING', 0, 2]);
  assert.deepEqual(await doubts(new TypeError('ours, after the call')), ['PENDING', 0, 1]);
  assert.deepEqual(await doubts(new NotAsked(new TypeError('before it'))), ['PENDING', 0, 0]);
  const unknown = { ...refusedBody, name: undefined };
  assert.deepEqual(await doubts(new CallFailure(unknown, 0)), ['PENDING', 0, 0]);
  const about = { ...refusedBody, status: 404, name: 'ResourceNotFoundException' } as const;
  assert.deepEqual(await doubts(new CallFailure(about, 0)), ['PENDING', 0, 0]);
});

test('what failed before Connect was asked is the failure, whatever is in doubt', async () => {
  const cause = new RequestFailure({ kind: 'throttled' });
  const { of, claim } = await claimed({}, { ambiguous: 1 });
  const error = new NotAsked(cause);
  assert.deepEqual([error.name, error.message], ['NotAsked', 'Connect was not asked']);
  assert.deepEqual(await failureOf(carryOut(claim, of, failing(error))), cause.failure);
});

test('an answer that cannot be stored is given all the same, and one that stands wins', async () => {
  const { of, claim } = await claimed();
  const failed = {
    ...of,
    ports: {
      ...of.ports,
      ledger: { ...of.ports.ledger, complete: failing(new StoreError('down')) as never },
    },
  };
  assert.deepEqual(await carryOut(claim, failed, () => Promise.resolve({ Id: 'mine' })), {
    status: 200,
    body: { Id: 'mine' },
  });
  assert.equal(of.request.trace.ledgerFailures, 1);
  const standing = { ...claim.record, state: 'DONE', status: 200, answer: '{"Id":"theirs"}' } as const;
  const stands = () => Promise.resolve(standing);
  const second = { ...of, ports: { ...of.ports, ledger: { ...of.ports.ledger, complete: stands } } };
  const { body } = await carryOut<Body>(claim, second, () => Promise.resolve({ Id: 'mine' }));
  assert.deepEqual(body, { Id: 'theirs' });
});

function never(): Promise<Body> {
  return assert.fail('it is called');
}

test('a claim that is refused, or done, calls nothing', async () => {
  const { of, claim } = await claimed();
  const failure = { kind: 'mismatch' } as const;
  assert.deepEqual(await failureOf(carryOut({ kind: 'refused', failure }, of, never)), failure);
  const record = { ...claim.record, state: 'DONE' } as const;
  assert.deepEqual(await carryOut({ kind: 'done', record }, of, never), { status: 200, body: {} });
});

function isInClear(error: Error): boolean {
  return error instanceof SealError && error.message === 'An answer in clear, where it is sealed';
}

test('an answer in clear is none where it would be sealed: whoever can write the table could give one', async () => {
  const { of, claim } = await claimed({ operation: { idempotency: sealed } });
  const record = { ...claim.record, state: 'DONE', answer: '{"Token":"theirs"}' } as const;
  assert.throws(() => replay(record, of), isInClear);
  const refused = { ...record, status: 400, answer: '{"name":"ValidationException"}' };
  assert.throws(() => replay(refused, scoped()), isInClear);
});

test('an answer that says until when it is good is replayed until half a minute before', async () => {
  const until = new Date(now + 30_001).toISOString();
  const idempotency = {
    kind: 'ledger',
    withoutStore: 'proceed',
    answer: 'clear',
    usableUntil: ({ Until }: Body) => Until as string | undefined,
  } as never;
  const { of, claim } = await claimed({ operation: { idempotency } });
  const done = (Until: string | undefined): LedgerRecord => ({
    ...claim.record,
    state: 'DONE',
    answer: JSON.stringify({ Until }),
  });
  assert.deepEqual(replay<Body>(done(until), of).body, { Until: until });
  assert.throws(
    () => replay(done(new Date(now + 30_000).toISOString()), of),
    (error: RequestFailure) => error.failure.kind === 'answer-expired',
  );
  assert.deepEqual(replay<Body>(done(undefined), of).body, {});
  const context = { id: claim.record.key, purpose: 'ledger-answer' } as const;
  const answer = seal(scope.sealKey, context, '{"name":"ValidationException"}', new Uint8Array(12));
  const refusal = { ...done(undefined), status: 400, answer };
  assert.throws(
    () => replay(refusal, of),
    (error: RequestFailure) => {
      assert.deepEqual(error.failure, { ...refusedBody, message: '' });
      return true;
    },
  );
});

test('without the ledger it goes on with the token that repetitions derive again, or not at all', async () => {
  const { of, claim } = await claimed();
  const error = new StoreError('down');
  const unavailable: Claim = { kind: 'unavailable', record: claim.record, error };
  const tokens: unknown[] = [];
  const call = ({ clientToken, ambiguous, record }: Attempt): Promise<Body> => {
    tokens.push(clientToken, ambiguous, record);
    return Promise.resolve({});
  };
  assert.deepEqual(await carryOut(unavailable, of, call), { status: 200, body: {} });
  assert.deepEqual(tokens, [claim.record.clientToken, 0, undefined]);
  const strict = await claimed({ operation: { idempotency: sealed } });
  assert.deepEqual(await failureOf(carryOut(unavailable, strict.of, call)), {
    kind: 'unavailable',
    dependency: 'dynamodb',
    detail: 'down',
  });
});

test('without the ledger, Connect’s denial proves nothing, and any other failure is what it is', async () => {
  const { of, claim } = await claimed();
  const unavailable: Claim = { kind: 'unavailable', record: claim.record, error: new StoreError('down') };
  const after = async (reason: unknown): Promise<unknown> =>
    await failureOf(carryOut(unavailable, of, failing(reason)));
  assert.deepEqual(await after(new CallFailure({ kind: 'denied', certain: true }, 0)), {
    kind: 'unavailable',
    dependency: 'dynamodb',
    detail: 'down',
  });
  assert.deepEqual(await after(new CallFailure({ kind: 'throttled' }, 0)), { kind: 'throttled' });
  const defect = new TypeError('ours');
  await assert.rejects(carryOut(unavailable, of, failing(defect)), defect);
});

/** The ClientToken of a call without a record. */
async function tokenOf(asked: Asked): Promise<unknown> {
  let token: unknown;
  await carryOut(undefined, scoped(asked), ({ clientToken }) => {
    token = clientToken;
    return Promise.resolve({});
  });
  return token;
}

test('a call that has no record has a token of its own, one of the caller’s for this body, or none', async () => {
  const upstream = { kind: 'upstream' } as never;
  assert.equal(await tokenOf({ operation: { idempotency: { kind: 'none' } as never } }), undefined);
  const random = asUpstreamToken(Buffer.from(new Uint8Array(32).fill(7)).toString('base64url'));
  assert.equal(
    await tokenOf({ operation: { idempotency: upstream }, request: { callerToken: undefined } }),
    random,
  );
  const body = fingerprint(scope, { Content: 'hello' });
  const derived = upstreamClientToken(scope, 'SendMessage', asCallerToken('token'), body);
  assert.equal(await tokenOf({ operation: { idempotency: upstream } }), derived);
});

test('without a record, a refusal after an attempt in doubt is unknown, and says whether there is a token', async () => {
  const refusal = failing(new CallFailure({ kind: 'denied', certain: true }, 1));
  const without = scoped({ operation: { idempotency: { kind: 'none' } as never } });
  assert.deepEqual(await failureOf(carryOut(undefined, without, refusal)), {
    kind: 'outcome-unknown',
    withoutToken: true,
  });
  const withToken = scoped({ operation: { idempotency: { kind: 'upstream' } as never } });
  assert.deepEqual(await failureOf(carryOut(undefined, withToken, refusal)), {
    kind: 'outcome-unknown',
    withoutToken: false,
  });
  const calm = failing(new CallFailure({ kind: 'denied', certain: true }, 0));
  assert.equal((await failureOf(carryOut(undefined, without, calm))).kind, 'denied');
});
