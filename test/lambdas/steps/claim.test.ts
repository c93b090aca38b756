import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ledgerRetention, takenOver, type LedgerRecord } from '../../../lambdas/core/ledger.ts';
import { StoreError, type LedgerStore } from '../../../lambdas/core/ports.ts';
import {
  derivedBearer,
  fingerprint,
  ledgerKey,
  sessionScope,
  upstreamClientToken,
} from '../../../lambdas/core/secret.ts';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import { claimClientToken, release, withdraw } from '../../../lambdas/steps/claim.ts';
import { memoryLedger } from '../../support/memory-stores.ts';
import { asCallerToken, asOwnerNonce } from '../../support/tokens.ts';
import { now, scope, scoped, type Asked } from './scoped.ts';

const token = asCallerToken('token');
const key = ledgerKey(scope, 'SendMessage', token);
const another = asOwnerNonce('another');
const salt = new Uint8Array(32).fill(7);

/** A request over the ledger, in which a record may stand. */
function claiming(standing?: Partial<LedgerRecord>, asked: Asked = {}) {
  const ledger = memoryLedger();
  const of = scoped({ ...asked, ports: { ledger, ...asked.ports } });
  if (standing) ledger.write(key, { ...record, ...standing });
  return { ledger, of };
}

const record: LedgerRecord = {
  key,
  state: 'PENDING',
  clientToken: upstreamClientToken(scope, 'SendMessage', token),
  fingerprint: fingerprint(scope, { Content: 'hello' }),
  owner: another,
  lease: now + 5_000,
  attempts: 1,
  ambiguous: 0,
  created: now - 1_000,
  expires: now + 3_600_000,
  session: scope.id,
};

test('a ClientToken is claimed with what its repetitions are told by', async () => {
  const { ledger, of } = claiming();
  const claim = await claimClientToken(of);
  assert.ok(claim?.kind === 'owned' && claim.first);
  const owner = Buffer.from(new Uint8Array(16).fill(7)).toString('base64url');
  assert.deepEqual(ledger.row(key), {
    ...record,
    owner,
    lease: now + budgets.call.lease,
    created: now,
    expires: now + ledgerRetention,
  });
  assert.deepEqual(claim.record, ledger.row(key));
  assert.equal(of.request.trace.ledger, 'claimed');
});

test('a claim for a bearer has the salt of it, and is of the session that comes of it', async () => {
  const { of } = claiming();
  const claim = await claimClientToken(of, { salted: true, body: { other: 1 } });
  assert.ok(claim?.kind === 'owned');
  assert.deepEqual(claim.record.salt, salt);
  assert.equal(claim.record.session, sessionScope(derivedBearer(scope, salt)).id);
  assert.equal(claim.record.fingerprint, fingerprint(scope, { other: 1 }));
});

test('nothing is claimed without a ledger, or without a ClientToken where it may go on so', async () => {
  const none = claiming(undefined, { operation: { idempotency: { kind: 'none' } } as never });
  assert.equal(await claimClientToken(none.of), undefined);
  const without = claiming(undefined, { request: { callerToken: undefined } });
  assert.equal(await claimClientToken(without.of), undefined);
  const idempotency = { kind: 'ledger', withoutStore: 'refuse', answer: 'sealed' } as const;
  const recorded = claiming(undefined, { operation: { idempotency }, request: { callerToken: undefined } });
  const claim = await claimClientToken(recorded.of);
  assert.ok(claim?.kind === 'owned');
  const own = asCallerToken(Buffer.from(salt).toString('base64url'));
  assert.equal(claim.record.key, ledgerKey(scope, 'SendMessage', own));
  const given = claiming(undefined, { operation: { idempotency } });
  const other = await claimClientToken(given.of);
  assert.ok(other?.kind === 'owned' && other.record.key === key);
});

/** What a request makes of a record that stands, and what the log says of it. */
async function decided(standing: Partial<LedgerRecord>): Promise<readonly unknown[]> {
  const { of } = claiming(standing);
  const claim = await claimClientToken(of);
  return [claim?.kind === 'refused' ? claim.failure : claim?.kind, of.request.trace.ledger];
}

test('a record that stands decides, and the log says what', async () => {
  assert.deepEqual(await decided({ state: 'DONE' }), ['done', undefined]);
  assert.deepEqual(await decided({ fingerprint: 'other' }), [{ kind: 'mismatch' }, 'mismatch']);
  assert.deepEqual(await decided({}), [{ kind: 'in-flight', retryAfter: 5_000 }, 'in-flight']);
  const old = { lease: now, created: now - 600_000 };
  assert.deepEqual(await decided(old), [{ kind: 'outcome-unknown' }, 'outcome-unknown']);
  const mine = asOwnerNonce(Buffer.from(new Uint8Array(16).fill(7)).toString('base64url'));
  assert.deepEqual(await decided({ owner: mine }), ['owned', 'claimed']);
});

test('a claim whose lease is over is taken over', async () => {
  const { ledger, of } = claiming({ lease: now });
  const claim = await claimClientToken(of);
  assert.ok(claim?.kind === 'owned' && !claim.first);
  assert.equal(of.request.trace.ledger, 'taken-over');
  const { owner, lease, attempts, ambiguous } = ledger.row(key) ?? assert.fail();
  const mine = asOwnerNonce(Buffer.from(new Uint8Array(16).fill(7)).toString('base64url'));
  assert.deepEqual([owner, lease, attempts, ambiguous], [mine, now + budgets.call.lease, 2, 1]);
  assert.deepEqual(claim.record, takenOver({ ...record, lease: now }, mine, now + budgets.call.lease));
});

test('one that others take over first three times counts as in flight, and is looked at no more', async () => {
  let lost = 0;
  const raced = (losses: number): Pick<LedgerStore, 'claim' | 'takeOver'> => ({
    claim: () => Promise.resolve({ ...record, lease: 0 }),
    takeOver: () => Promise.resolve(++lost <= losses ? { ...record, lease: 0, attempts: lost } : undefined),
  });
  const race = async (losses: number) => {
    lost = 0;
    return await claimClientToken(scoped({ ports: { ledger: raced(losses) } }));
  };
  assert.deepEqual(await race(3), { kind: 'refused', failure: { kind: 'in-flight', retryAfter: 1_000 } });
  assert.equal(lost, 3);
  assert.equal((await race(2))?.kind, 'owned');
});

/** A write of the ledger's that fails so. */
function failingWith(reason: Error): () => Promise<never> {
  return () => Promise.reject(reason);
}

test('a ledger that cannot be asked is told as such, and no other failure is', async () => {
  const down = new StoreError('ThrottlingException');
  const of = scoped({ ports: { ledger: { claim: failingWith(down) } } });
  const claim = await claimClientToken(of);
  assert.ok(claim?.kind === 'unavailable' && claim.error === down && claim.record.key === key);
  assert.equal(of.request.trace.ledger, 'unavailable');
  const defect = new TypeError('ours');
  const broken = scoped({ ports: { ledger: { claim: failingWith(defect) } } });
  await assert.rejects(claimClientToken(broken), defect);
});

test('a claim for which nothing was sent is withdrawn; one that was taken over or verified is only let go', async () => {
  const { ledger, of } = claiming();
  const claim = (await claimClientToken(of)) ?? assert.fail();
  await withdraw(claim, of);
  assert.equal(ledger.row(key), undefined);
  for (const kept of [{ first: false }, { record: { ...record, verified: true } }] as const) {
    const again = claiming();
    const owned = await claimClientToken(again.of);
    assert.ok(owned?.kind === 'owned');
    const changed = {
      ...owned,
      ...kept,
      record: { ...owned.record, ...('record' in kept && { verified: true as const }) },
    };
    await withdraw(changed, again.of);
    assert.deepEqual([again.ledger.row(key)?.lease, again.ledger.row(key)?.ambiguous], [0, 0]);
  }
  await withdraw(undefined, of);
  await withdraw({ kind: 'done', record }, of);
});

test('what is let go keeps its ClientToken and the attempts in doubt; where the write fails, the lease runs out', async () => {
  const { ledger, of } = claiming();
  const claim = await claimClientToken(of);
  assert.ok(claim?.kind === 'owned');
  await release(claim, 1, of);
  assert.deepEqual([ledger.row(key)?.lease, ledger.row(key)?.ambiguous], [0, 1]);
  const fail = failingWith(new StoreError('down'));
  const failing = scoped({ ports: { ledger: { release: fail, abandon: fail } } });
  await release(claim, 1, failing);
  await withdraw(claim, failing);
  assert.equal(failing.request.trace.ledgerFailures, 2);
});
