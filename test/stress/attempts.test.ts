import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { attempts, nextAfter } from '../../stress/clients/attempts.ts';

const attempt = fc.integer({ min: 1, max: attempts });
const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const status = fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined });

suite('The official client, at an answer to a connection', () => {
  test('takes 403 for the end, whatever the attempt', () => {
    fc.assert(
      fc.property(attempt, random, (number, chance) => {
        assert.equal(nextAfter(number, 403, chance).kind, 'ended');
      }),
    );
  });

  test('gives the chat up at any other refusal, and without an answer', () => {
    for (const answer of [400, 404, 409, 413, 501, undefined])
      assert.equal(nextAfter(1, answer, 0.5).kind, 'dead');
  });

  test('never makes more than three attempts, and waits for less than a second and a half in all', () => {
    fc.assert(
      fc.property(fc.array(status, { minLength: 3, maxLength: 3 }), random, (answers, chance) => {
        let waited = 0;
        for (const [index, answer] of answers.entries()) {
          const next = nextAfter(index + 1, answer, chance);
          if (next.kind !== 'again') return;
          waited += next.pause;
          assert.ok(waited < 1_500);
        }
        assert.fail('It would go on');
      }),
    );
  });
});
