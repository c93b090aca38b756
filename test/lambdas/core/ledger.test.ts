import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decide,
  isFinal,
  ledgerRetention,
  takenOver,
  takeOverHorizon,
  type LedgerRecord,
} from '../../../lambdas/core/ledger.ts';
import { asLedgerKey, asOwnerNonce, asUpstreamToken } from '../../support/tokens.ts';

const now = 1_800_000_000_000;
const me = asOwnerNonce('me');
const mine = { fingerprint: 'same', owner: me, clientToken: asUpstreamToken('token') };
const fresh = now + 10_000;
const other = asUpstreamToken('other');
const pending: LedgerRecord = {
  key: asLedgerKey('key'),
  state: 'PENDING',
  clientToken: asUpstreamToken('token'),
  fingerprint: 'same',
  owner: asOwnerNonce('another'),
  lease: now + 4_000,
  attempts: 1,
  ambiguous: 0,
  created: now - 1_000,
  expires: now + 1_000_000,
};
const old = { created: now - takeOverHorizon };

for (const [title, record, kind] of [
  ['another body, even of a done record', { fingerprint: 'other', state: 'DONE' }, 'mismatch'],
  ['a done record, even one of my own', { state: 'DONE', owner: me }, 'replay'],
  ['my own claim, even with a live lease', { owner: me }, 'owned'],
  ['my own claim, even after the horizon', { owner: me, ...old }, 'owned'],
  ['a live lease', {}, 'in-flight'],
  ['a lease that ends now', { lease: now }, 'take-over'],
  ['a lease that reaches as far as clocks may be apart', { lease: now + 40_000 }, 'in-flight'],
  ['a lease that no right clock has given', { lease: now + 100_000 }, 'take-over'],
  ['a released claim', { lease: 0 }, 'take-over'],
  ['a released claim under another ClientToken', { lease: 0, clientToken: other }, 'outcome-unknown'],
  ['a done record under another ClientToken', { state: 'DONE', clientToken: other }, 'replay'],
  ['a crashed claim after the horizon', { lease: now - 1, ...old }, 'outcome-unknown'],
  ['a claim in doubt after the horizon', { lease: 0, ambiguous: 1, ...old }, 'outcome-unknown'],
  ['a claim that was only ever throttled, after the horizon', { lease: 0, ...old }, 'take-over'],
] as const)
  test(`${title}: ${kind}`, () => {
    assert.equal(decide({ ...pending, ...record }, mine, now, fresh).kind, kind);
  });

test('in flight says how long the lease still is', () => {
  assert.deepEqual(decide(pending, mine, now, fresh), { kind: 'in-flight', retryAfter: 4_000 });
});

test('in flight never says longer than a lease lasts, whatever clock has given it', () => {
  const ahead = { ...pending, lease: now + 40_000 };
  assert.deepEqual(decide(ahead, mine, now, fresh), { kind: 'in-flight', retryAfter: 10_000 });
});

test('a takeover keeps the ClientToken and counts a crash as an attempt in doubt', () => {
  const crashed = takenOver({ ...pending, lease: now - 1 }, me, now + 1);
  assert.deepEqual(
    [crashed.clientToken, crashed.owner, crashed.attempts, crashed.ambiguous],
    ['token', 'me', 2, 1],
  );
  assert.equal(takenOver({ ...pending, lease: 0 }, me, now + 1).ambiguous, 0);
});

test('successes are final, and so are refusals of the body after no attempt in doubt', () => {
  const final = [199, 200, 204, 299, 300, 400, 402, 403, 404, 409, 410, 429, 500, 503].filter((status) =>
    isFinal(status, 0),
  );
  assert.deepEqual(final, [200, 204, 299, 400]);
  assert.equal(isFinal(400, 1), false);
  assert.equal(isFinal(200, 1), true);
});

test('a record answers repetitions for a day', () => {
  assert.equal(ledgerRetention, 86_400_000);
});
