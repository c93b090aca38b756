import assert from 'node:assert/strict';
import { test } from 'node:test';
import { IssuerError, StoreError } from '../../../lambdas/core/ports.ts';

test('the failures of ports are told apart by their names, also where a log has nothing else', () => {
  assert.equal(new StoreError('ThrottlingException').name, 'StoreError');
  assert.equal(new IssuerError('unreachable').name, 'IssuerError');
});
