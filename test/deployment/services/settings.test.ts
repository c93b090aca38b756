import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Settings } from '../../../lib/config/setting-types.ts';
import { arbitrarySettings } from './arbitrary-settings.ts';
import { edges, isAccepted } from './edge-settings.ts';
import { placed } from './placed.ts';
import { unresolved } from './references.ts';
import { sentences } from './refusal.ts';
import { judged } from './refused.ts';

/** What is accepted as settings, no service refuses. `SEED=… PLAYS=…` tries others. */

const seed = Number(process.env['SEED'] ?? 20_261_126);
const plays = Number(process.env['PLAYS'] ?? 4);

const sampled = fc.sample(arbitrarySettings, { seed, numRuns: 4 * plays });
const accepted = sampled.filter(isAccepted).slice(0, plays);
const tried: Readonly<Record<string, Settings>> = {
  ...edges,
  ...Object.fromEntries(
    accepted.map((settings, index) => [`settings ${index} of the seed ${seed}`, settings]),
  ),
};
const deployments = Object.fromEntries(
  Object.entries(tried).map(([name, settings]) => [name, placed(settings)]),
);
const verdicts = judged(deployments);

test('enough of the arbitrary settings are accepted to say something', () => {
  assert.equal(accepted.length, plays);
});

for (const [name, { template }] of Object.entries(deployments))
  test(`no service refuses ${name}`, (t) => {
    if (!(name in edges)) t.diagnostic(JSON.stringify(tried[name]));
    assert.deepEqual(unresolved(template), []);
    assert.deepEqual(sentences(verdicts[name]?.refusals ?? assert.fail()), []);
  });
