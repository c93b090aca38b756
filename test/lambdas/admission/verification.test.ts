import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { verdictOf, type Verification } from '../../../lambdas/core/verification.ts';

const turnstile: Verification = {
  provider: 'turnstile',
  secretArn: 'arn',
  hostname: 'www.example.com',
  action: 'chat',
  onFailure: 'refuse',
};
const recaptcha: Verification = { ...turnstile, provider: 'recaptcha' };

const good = {
  success: true,
  challenge_ts: '2026-11-26T12:00:00.000Z',
  hostname: 'www.example.com',
  action: 'chat',
  'error-codes': [],
};

test('only a success for this page and this action counts', () => {
  assert.equal(verdictOf(good, turnstile), 'verified');
  assert.equal(verdictOf({ ...good, score: 0.9 }, recaptcha), 'verified');
  fc.assert(
    fc.property(fc.anything(), (other) => {
      if (other !== 'www.example.com')
        assert.notEqual(verdictOf({ ...good, hostname: other }, turnstile), 'verified');
      if (other !== 'chat') assert.notEqual(verdictOf({ ...good, action: other }, turnstile), 'verified');
      if (other !== true) assert.notEqual(verdictOf({ ...good, success: other }, turnstile), 'verified');
    }),
  );
});

test('of reCAPTCHA the score counts as well: 0.5, or the configured one', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (score, least) => {
        assert.equal(verdictOf({ ...good, score }, recaptcha), score >= 0.5 ? 'verified' : 'refused');
        const configured = verdictOf({ ...good, score }, { ...recaptcha, score: least });
        assert.equal(configured, score >= least ? 'verified' : 'refused');
      },
    ),
  );
  for (const score of [undefined, null, '0.9', Number.NaN])
    assert.equal(verdictOf({ ...good, score }, recaptcha), 'refused');
});

test('an error that is not the visitor’s says nothing of the visitor', () => {
  for (const code of ['missing-input-secret', 'invalid-input-secret', 'bad-request', 'internal-error'])
    assert.equal(verdictOf({ success: false, 'error-codes': [code] }, turnstile), 'unknown', code);
  for (const code of ['missing-input-response', 'invalid-input-response', 'timeout-or-duplicate', 'anything'])
    assert.equal(verdictOf({ success: false, 'error-codes': [code] }, turnstile), 'refused', code);
  assert.equal(verdictOf({ success: false }, turnstile), 'refused');
});

test('an answer that is not in the provider’s form is never a success', () => {
  fc.assert(
    fc.property(fc.anything(), (answer) => {
      assert.notEqual(verdictOf(answer, turnstile), 'verified');
      assert.notEqual(verdictOf(answer, recaptcha), 'verified');
    }),
  );
  for (const answer of [undefined, null, [], 'true', { success: 'true' }])
    assert.equal(verdictOf(answer, turnstile), 'unknown');
});

test('what the provider blames on who asks, or on itself, says nothing of the visitor', () => {
  const failed = { success: false, hostname: '', action: '' };
  for (const code of [
    'missing-input-secret',
    'invalid-input-secret',
    'invalid-keys',
    'bad-request',
    'internal-error',
  ])
    assert.equal(
      verdictOf({ ...failed, 'error-codes': ['timeout-or-duplicate', code] }, turnstile),
      'unknown',
      code,
    );
  for (const codes of [['timeout-or-duplicate'], [], 'internal-error', undefined])
    assert.equal(verdictOf({ ...failed, 'error-codes': codes }, turnstile), 'refused');
});

test('the least score that counts does count', () => {
  assert.equal(verdictOf({ ...good, score: 0.5 }, recaptcha), 'verified');
  assert.equal(verdictOf({ ...good, score: 0.499 }, recaptcha), 'refused');
  assert.equal(verdictOf({ ...good, score: 0.7 }, { ...recaptcha, score: 0.7 }), 'verified');
});
