import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestFailure } from '../../../lambdas/core/failure.ts';
import { StoreError, type SessionStore } from '../../../lambdas/core/ports.ts';
import { SealError } from '../../../lambdas/core/seal.ts';
import { sealProof } from '../../../lambdas/core/session.ts';
import type { UpstreamFailure } from '../../../lambdas/core/upstream-failure.ts';
import { begin, unlessRefused } from '../../../lambdas/steps/begin-chat.ts';
import { CallFailure } from '../../../lambdas/steps/call-upstream.ts';
import { NotAsked, type Attempt } from '../../../lambdas/steps/carry-out.ts';
import { asBearer } from '../../support/tokens.ts';
import { now, scope, scoped, session } from './scoped.ts';

const bearer = asBearer(new Uint8Array(32).fill(1));
const start = { instanceId: 'instance', created: now, due: now + 1, expires: now + 2 } as never;
const down = new StoreError('down');

function attempt(ambiguous = 0): Attempt {
  return { clientToken: undefined, salt: new Uint8Array(32), ambiguous };
}

/** A request over a session's row; what was done with it. */
function over(sessions: Partial<SessionStore> = {}) {
  const done: unknown[] = [];
  const of = scoped({
    ports: {
      sessions: {
        begin: (what) => {
          done.push(['begin', what]);
          return Promise.resolve(true);
        },
        forgo: (id) => Promise.resolve(void done.push(['forgo', id])),
        ...sessions,
      },
    },
  });
  return { of, done };
}

const forgone = [['forgo', scope.id]];

test('before Connect is asked for a chat it is written that it will be', async () => {
  const { of, done } = over();
  assert.equal(await begin(bearer, attempt(), start, of), undefined);
  assert.deepEqual(done, [['begin', { id: scope.id, ...(start as object) }]]);
});

test('where an earlier attempt has written the session, that is returned once it is proven', async () => {
  const sealed = { ...session, proof: sealProof(scope.sealKey, session, new Uint8Array(12)) };
  const standing = { begin: () => Promise.resolve(false) };
  const { of, done } = over({ ...standing, read: () => Promise.resolve(sealed) });
  assert.equal(await begin(bearer, attempt(1), start, of), sealed);
  assert.deepEqual(done, []);
  const forged = over({ ...standing, read: () => Promise.resolve({ ...sealed, contactId: 'other' }) });
  await assert.rejects(
    begin(bearer, attempt(1), start, forged.of),
    (error: Error) => error instanceof NotAsked && error.cause instanceof SealError,
  );
});

test('where its chat was ended meanwhile, nobody knows', async () => {
  for (const row of [session, undefined]) {
    const { of, done } = over({ begin: () => Promise.resolve(false), read: () => Promise.resolve(row) });
    await assert.rejects(begin(bearer, attempt(1), start, of), (error: RequestFailure) => {
      assert.deepEqual(error.failure, { kind: 'outcome-unknown' });
      return true;
    });
    assert.deepEqual(done, []);
  }
});

test('where it cannot be written, nothing is asked, and nothing of it stays unless a chat may be there', async () => {
  for (const failing of [
    { begin: () => Promise.reject(down) },
    { begin: () => Promise.resolve(false), read: () => Promise.reject(down) },
  ]) {
    for (const [ambiguous, left] of [
      [0, forgone],
      [1, []],
    ] as const) {
      const { of, done } = over(failing);
      await assert.rejects(
        begin(bearer, attempt(ambiguous), start, of),
        (error: Error) => error instanceof NotAsked && error.cause instanceof RequestFailure,
      );
      assert.deepEqual(done, left);
    }
    const { of } = over({ ...failing, forgo: () => Promise.reject(down) });
    await assert.rejects(begin(bearer, attempt(), start, of), NotAsked);
  }
});

/** What stays of a chat whose call fails so. */
async function after(reason: Error, before = 0): Promise<readonly unknown[]> {
  const { of, done } = over();
  const call = (): Promise<never> => Promise.reject(reason);
  await assert.rejects(unlessRefused(bearer, attempt(before), of, call), reason);
  return done;
}

test('nothing stays of a chat that Connect has certainly not made', async () => {
  const refused: UpstreamFailure = { kind: 'full' };
  assert.deepEqual(await after(new CallFailure(refused, 0)), forgone);
  assert.deepEqual(await after(new CallFailure(refused, 1)), []);
  assert.deepEqual(await after(new CallFailure(refused, 0), 1), []);
  assert.deepEqual(await after(new CallFailure(refused, 1), 1), []);
  assert.deepEqual(await after(new CallFailure({ kind: 'ambiguous', detail: 'breaker' }, 0)), []);
  const alike = Object.assign(new TypeError('ours'), { failure: refused, ambiguous: 0 });
  assert.deepEqual(await after(alike), []);
  const unwritten = over({ forgo: () => Promise.reject(down) });
  const failure = new CallFailure(refused, 0);
  const call = (): Promise<never> => Promise.reject(failure);
  await assert.rejects(unlessRefused(bearer, attempt(), unwritten.of, call), failure);
});

test('what is called is answered', async () => {
  const { of, done } = over();
  assert.equal(await unlessRefused(bearer, attempt(), of, () => Promise.resolve(5)), 5);
  assert.deepEqual(done, []);
});
