import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isKill, randomCut, strike } from '../../stress/orphans/cut.ts';
import { orphans } from '../../stress/scenarios/orphans.ts';
import type { TappedCall } from '../../stress/lanes/tap.ts';
import { seededRandom } from '../support/seeded-random.ts';

const put: TappedCall = { service: 'dynamodb', operation: 'PutItem' };
const start: TappedCall = { service: 'connect', operation: 'PUT /contact/chat' };

test('a start is killed at the call that its cut names, once', () => {
  const { decide } = strike({ step: 1, mishap: 'killed', outage: false });
  assert.deepEqual([put, start, put].map(decide), [undefined, 'killed', undefined]);
});

test('a failing DynamoDB strikes its next call, and all that follow where it stays away', () => {
  const once = strike({ step: 1, mishap: 'late', outage: false });
  assert.deepEqual([put, start, put, put].map(once.decide), [undefined, undefined, 'late', undefined]);
  assert.deepEqual(once.at, put);
  const { decide } = strike({ step: 0, mishap: 'unanswered', outage: true });
  assert.deepEqual([put, start, put, put].map(decide), ['unanswered', undefined, 'refused', 'refused']);
});

test('cuts are at every call, about half of them a SIGKILL', () => {
  const random = seededRandom(1);
  const cuts = Array.from({ length: 400 }, () => randomCut(8, random));
  assert.deepEqual(new Set(cuts.map(({ step }) => step)), new Set([0, 1, 2, 3, 4, 5, 6, 7]));
  const kills = cuts.filter(isKill).length;
  assert.ok(kills > 150 && kills < 250, String(kills));
});

test('a few starts that are cut off leave no contact behind', async () => {
  const { signal } = new AbortController();
  const told: string[] = [];
  const figures = await orphans.run({
    seed: 5,
    random: seededRandom(5),
    quick: true,
    signal,
    progress: { step: (what) => told.push(what) },
    show: () => undefined,
  });
  for (const [name, { measured, holds }] of Object.entries(figures))
    assert.equal(holds, true, `${name}: ${measured}; ${told.join('\n')}`);
});
