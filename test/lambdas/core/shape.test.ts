import assert from 'node:assert/strict';
import { test } from 'node:test';
import { integer, string } from '../../../lambdas/core/shape.ts';

test('a shape has the bounds that it was given, and no others', () => {
  assert.deepEqual(string({ min: 1, max: 5 }), { kind: 'string', min: 1, max: 5 });
  assert.deepEqual(string({}), { kind: 'string' });
  assert.deepEqual(integer(), { kind: 'integer' });
  assert.deepEqual(integer(1), { kind: 'integer', min: 1 });
  assert.deepEqual(integer(undefined, 5), { kind: 'integer', max: 5 });
});
