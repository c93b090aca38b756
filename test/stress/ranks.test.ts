import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { superiority } from '../../stress/judge/ranks.ts';
import { seededRandom } from '../support/seeded-random.ts';

suite('The share of pairs in which one kind is larger', () => {
  test('is what counting all pairs gives, ties as halves', () => {
    for (const [one, other] of [
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      [
        [5, 6],
        [1, 2, 3],
      ],
      [
        [1, 1, 2, 9],
        [1, 2, 2, 3, 3],
      ],
    ] as const) {
      const counted = one.flatMap((a) => other.map((b): number => (a > b ? 1 : a === b ? 0.5 : 0)));
      const share = counted.reduce((sum, value) => sum + value, 0) / counted.length;
      assert.ok(Math.abs(superiority(one, other).share - share) < 1e-12);
    }
  });

  test('is a half within its margin for what is alike, and shows a shift of a fifth of the deviation', () => {
    const random = seededRandom(7);
    const sample = (shift: number): number[] =>
      Array.from({ length: 4_000 }, () => {
        const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
        return Math.exp(normal + shift);
      });
    const alike = superiority(sample(0), sample(0));
    assert.ok(Math.abs(alike.share - 0.5) < alike.margin);
    assert.ok(alike.margin < 0.022);
    const shifted = superiority(sample(0.2), sample(0));
    assert.ok(shifted.share - 0.5 > 2 * shifted.margin);
  });
});
