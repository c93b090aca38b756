import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { broken } from './invariants.ts';
import { plans } from './plan.ts';
import { coverageNames, noCoverage, play, type Coverage } from './play.ts';

/**
 * The real handlers against random interleavings (play.ts), held to named invariants (invariants.ts). On failure
 * fast-check prints the seed, the path and the smallest plan it found; `SEED=… PLAYS=…` play them again.
 */

const plays = Number(process.env['PLAYS'] ?? 2_000);
const seed = process.env['SEED'];

/** Fewer than a play in a hundred or so: enough that none of these cases goes untested in any run. */
const atLeast: Coverage = {
  takeovers: 500,
  'lost takeover races': 8,
  'lost acknowledgements recognised as own': 30,
  replays: 1_000,
  mismatches: 200,
  'in flight': 300,
  'outcome unknown': 50,
  'complete races': 5,
  crashes: 300,
  'ambiguous after acceptance': 100,
  'accepted after the answer': 100,
  'stored refusals': 50,
  'renewed connection tokens': 30,
  'sent without a claim': 50,
  'starts refused without a store': 50,
  'expired records claimed anew': 50,
  'expired answers': 10,
  'withdrawn claims': 50,
};

test('whatever is repeated, lost, late or crashes, a ClientToken has one outcome', async (t) => {
  const seen = noCoverage();
  await fc.assert(
    fc.asyncProperty(plans(), async (plan) => {
      const history = await play(plan);
      for (const name of coverageNames) seen[name] += history.seen[name];
      assert.equal(broken(plan, history), undefined);
    }),
    { numRuns: plays, ...(seed !== undefined && { seed: Number(seed) }) },
  );
  t.diagnostic(`${plays} plays: ${coverageNames.map((name) => `${name} ${seen[name]}`).join(', ')}`);
  for (const name of coverageNames)
    assert(seen[name] >= (atLeast[name] * plays) / 3_000, `only ${seen[name]} ${name}`);
});
