import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { sum } from './sum.ts';

// No file of `npm test`, as it is to be played by the command alone.

suite('a sum', () => {
  let nothing: number | undefined;

  before(() => {
    nothing = 0;
  });

  test('with nothing is what it was', () => {
    assert.equal(sum(2, nothing ?? 1), 2);
  });
});
