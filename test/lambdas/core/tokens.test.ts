import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCallerToken, newOwnerNonce, newUpstreamToken } from '../../../lambdas/core/tokens.ts';

/** So many bytes, all of them ones. */
function ones(bytes: number): Uint8Array {
  return new Uint8Array(bytes).fill(1);
}

test('a nonce has 128 bits of randomness, and a token 256, as base64url', () => {
  assert.equal(newOwnerNonce(ones), Buffer.from(ones(16)).toString('base64url'));
  for (const token of [newCallerToken(ones), newUpstreamToken(ones)])
    assert.equal(token, Buffer.from(ones(32)).toString('base64url'));
});
