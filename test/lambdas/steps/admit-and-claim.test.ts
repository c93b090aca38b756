import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RequestFailure, type Failure } from '../../../lambdas/core/failure.ts';
import type { LedgerRecord } from '../../../lambdas/core/ledger.ts';
import { StoreError } from '../../../lambdas/core/ports.ts';
import { ledgerKey } from '../../../lambdas/core/secret.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import { answerRefused, admitAndClaim, mayBeDone } from '../../../lambdas/steps/admit-and-claim.ts';
import { claimClientToken, type Claim } from '../../../lambdas/steps/claim.ts';
import { memoryLedger } from '../../support/memory-stores.ts';
import { asCallerToken, asOwnerNonce } from '../../support/tokens.ts';
import { now, scope, scoped, session, type Asked } from './scoped.ts';

const key = ledgerKey(scope, 'SendMessage', asCallerToken('token'));
const over: Session = { ...session, ended: 'over' };
const turn = { kind: 'go', wait: 5 } as const;

/** A request of a session that this process has seen before or not; what was done, in its order. */
function admitting(row: Session | undefined, seen: boolean, asked: Asked = {}) {
  const done: string[] = [];
  const ledger = memoryLedger();
  const of = scoped({
    operation: { countsAs: () => ({ quota: 'send', priority: 'message' }), ...asked.operation },
    ports: {
      ledger: {
        ...ledger,
        claim: (...what) => {
          done.push('claim');
          return ledger.claim(...what);
        },
      },
      seen: {
        has: () => seen,
        instanceOf: () => (seen || done.includes('seen') ? 'instance' : undefined),
        add: () => void done.push('seen'),
        forget: () => undefined,
      },
      sessions: {
        read: async () => {
          done.push('read');
          await Promise.resolve();
          done.push('was read');
          return row;
        },
      },
      shaper: {
        reserve: (place) => {
          done.push(`place of ${place.instanceId} for ${String(place.session === scope.id)}`);
          return Promise.resolve(turn);
        },
      },
      ...asked.ports,
    },
  });
  return { of, done, ledger };
}

test('a session that was seen before is read, its ClientToken claimed and its place taken side by side', async () => {
  const { of, done, ledger } = admitting(session, true);
  const admission = await admitAndClaim(of);
  assert.ok('session' in admission);
  assert.equal(admission.session, session);
  assert.ok(admission.claim?.kind === 'owned');
  assert.deepEqual(admission.claim.record, ledger.row(key));
  assert.deepEqual(admission.reserved, { turn, since: now });
  assert.deepEqual(done, ['read', 'claim', 'place of instance for true', 'was read', 'seen']);
});

test('one that was not is read first', async () => {
  const { of, done } = admitting(session, false);
  const admission = await admitAndClaim(of);
  assert.ok('session' in admission && admission.reserved);
  assert.deepEqual(done, ['read', 'was read', 'seen', 'claim', 'place of instance for true']);
});

test('where nothing is counted no place is taken, and a claim is made as it is asked for', async () => {
  const { of, ledger } = admitting(session, true, { operation: { countsAs: undefined } as never });
  const admission = await admitAndClaim(of, { salted: true });
  assert.ok('session' in admission && admission.reserved === undefined);
  assert.ok(ledger.row(key)?.salt);
});

test('a bearer that somebody has made up costs a read and no write', async () => {
  const { of, done } = admitting(undefined, false);
  await assert.rejects(admitAndClaim(of), denied('session-unknown'));
  assert.deepEqual(done, ['read', 'was read']);
  const defect = new TypeError('ours');
  const sessions = { read: () => Promise.reject(defect) };
  await assert.rejects(admitAndClaim(admitting(undefined, false, { ports: { sessions } }).of), defect);
});

test('a session that is over does not admit it, and its claim is taken back', async () => {
  const ends = [
    [over, 'session-over'],
    [{ ...session, ended: true }, 'session-ended'],
    [{ ...session, expires: now }, 'session-expired'],
  ] as const;
  for (const [row, reason] of ends)
    for (const seen of [true, false]) {
      const { of, done, ledger } = admitting(row, seen);
      const admission = await admitAndClaim(of);
      assert.ok('refused' in admission);
      assert.ok(denied(reason)(admission.refused));
      assert.equal(admission.claim?.kind, 'owned');
      assert.equal(ledger.row(key), undefined);
      const place = seen ? ['place of instance for true'] : [];
      assert.deepEqual(
        done.filter((what) => what === 'claim' || what.startsWith('place')),
        ['claim', ...place],
      );
    }
});

test('a defect in the claim, or of the place, is the request’s', async () => {
  const defect = new TypeError('ours');
  const failing = (): Promise<never> => Promise.reject(defect);
  const ledger = { ledger: { ...memoryLedger(), claim: failing } };
  await assert.rejects(admitAndClaim(admitting(session, true, { ports: ledger }).of), defect);
  const shaper = { shaper: { reserve: failing } };
  await assert.rejects(admitAndClaim(admitting(session, true, { ports: shaper }).of), defect);
});

function denied(reason: string): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof RequestFailure);
    assert.deepEqual(error.failure, { kind: 'denied', reason });
    return true;
  };
}

function refusal(failure: Failure): RequestFailure {
  return new RequestFailure(failure);
}

const chatOver = refusal({ kind: 'denied', reason: 'session-over' });

/** A claim as it may stand. */
async function claimOf(changed: Partial<LedgerRecord>, kind: 'owned' | 'done' = 'owned'): Promise<Claim> {
  const claim = await claimClientToken(scoped({ ports: { ledger: memoryLedger() } }));
  assert.ok(claim?.kind === 'owned');
  return { ...claim, kind, record: { ...claim.record, ...changed } };
}

test('after the end of a chat, what an earlier attempt has done is answered again', async () => {
  const claim = await claimOf({ state: 'DONE', status: 200, answer: '{"Id":"message"}' }, 'done');
  const of = scoped();
  assert.deepEqual(answerRefused({ refused: chatOver, claim }, of), { status: 200, body: { Id: 'message' } });
  const ended = refusal({ kind: 'denied', reason: 'session-ended' });
  assert.throws(() => answerRefused({ refused: ended, claim }, of), ended);
  const other = refusal({ kind: 'internal' });
  assert.throws(() => answerRefused({ refused: other, claim }, of), other);
  const named = Object.assign(new Error('ours'), { failure: chatOver.failure });
  assert.throws(() => answerRefused({ refused: named, claim }, of), named);
});

test('what it may have done is not told as refused, and all else is', async () => {
  const doubtful = { refused: chatOver, claim: await claimOf({ ambiguous: 1 }) };
  assert.equal(mayBeDone(doubtful.claim), true);
  assert.throws(
    () => answerRefused(doubtful, scoped()),
    (error: RequestFailure) => {
      assert.deepEqual(error.failure, { kind: 'outcome-unknown' });
      assert.equal(error.cause, chatOver);
      return true;
    },
  );
  const ended = refusal({ kind: 'denied', reason: 'session-ended' });
  for (const refused of [
    { refused: chatOver, claim: await claimOf({}) },
    { refused: chatOver, claim: undefined },
    { refused: chatOver, claim: { kind: 'refused', failure: { kind: 'mismatch' } } as const },
  ]) {
    assert.equal(mayBeDone(refused.claim), false);
    assert.throws(() => answerRefused(refused, scoped()), refused.refused);
  }
  const revoked = { refused: ended, claim: await claimOf({ ambiguous: 1, owner: asOwnerNonce('other') }) };
  assert.throws(() => answerRefused(revoked, scoped()), ended);
});

test('while another attempt is under way, or the ledger cannot be asked, nobody can say yet', async () => {
  const owned = await claimOf({ ambiguous: 1 });
  assert.ok(owned.kind === 'owned');
  const error = new StoreError('TimeoutError');
  const inFlight = { kind: 'in-flight', retryAfter: 5_000 } as const;
  const cases: readonly (readonly [Claim, Failure])[] = [
    [{ kind: 'refused', failure: inFlight }, inFlight],
    [{ kind: 'refused', failure: { kind: 'outcome-unknown' } }, { kind: 'outcome-unknown' }],
    [
      { kind: 'unavailable', record: owned.record, error },
      { kind: 'unavailable', dependency: 'dynamodb', detail: 'TimeoutError' },
    ],
  ];
  for (const [claim, failure] of cases)
    assert.throws(
      () => answerRefused({ refused: chatOver, claim }, scoped()),
      (thrown: RequestFailure) => {
        assert.deepEqual(thrown.failure, failure);
        return true;
      },
    );
});
