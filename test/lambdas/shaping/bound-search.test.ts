import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchBound, type Size, type Wrong } from './bound-search.ts';

/** The bound of a bucket, over every schedule of a few processes. */

const size: Size = {
  quota: { rate: 5, burst: 2 },
  processes: 2,
  places: 2,
  tick: 100,
  skew: 100,
  delay: 100,
  patience: 0,
  length: 300,
};

const sizes: readonly (readonly [string, Size, number])[] = [
  ['two processes with two places each', size, 64_075],
  [
    'three processes with a place each, and a burst of one',
    { ...size, quota: { rate: 5, burst: 1 }, processes: 3, places: 1 },
    21_210,
  ],
  ['two processes that wait for their turns', { ...size, patience: 200, length: 200 }, 39_854],
];

for (const [words, of, atLeast] of sizes)
  test(`${words}: in no schedule are there more calls than the bound, and in some as many`, async (t) => {
    const { states, nearest, broken } = await searchBound(of);
    t.diagnostic(`${states} states`);
    assert.equal(broken, undefined);
    assert.equal(nearest, 0);
    assert.ok(states >= atLeast, `only ${states} states`);
  });

const wrongVersions: Readonly<Record<string, Wrong & { readonly in?: Partial<Size> }>> = {
  'a row that is begun whatever stands there': {
    store: (right) => ({
      ...right,
      begin: (key, take, trace) => right.begin(key, { ...take, beyond: -1 }, trace),
    }),
  },
  'a row that counts as wrong too soon': {
    store: (right) => ({
      ...right,
      begin: (key, take, trace) => right.begin(key, { ...take, beyond: take.now + take.cost }, trace),
    }),
  },
  'a place that is half paid for': {
    store: (right) => ({
      ...right,
      advance: (key, take, trace) => right.advance(key, { ...take, cost: take.cost / 2 }, trace),
      begin: (key, take, trace) => right.begin(key, { ...take, cost: take.cost / 2 }, trace),
    }),
  },
  'a row for each process': { key: (process) => `row ${process}` },
  'a turn that nobody waits for': { wait: () => 0, in: { patience: 400 } },
  'a place beyond the burst': {
    store: (right) => ({
      ...right,
      advance: (key, take, trace) => right.advance(key, { ...take, latest: Infinity }, trace),
    }),
    wait: () => 0,
  },
};

for (const [name, { in: other, ...wrong }] of Object.entries(wrongVersions))
  test(`the search finds ${name}`, async (t) => {
    const { states, broken } = await searchBound({ ...size, ...other }, wrong);
    assert.ok(broken !== undefined, `nothing among ${states} states`);
    t.diagnostic(`after ${states} states: ${broken}`);
  });
