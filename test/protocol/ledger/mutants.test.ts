import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { broken } from './invariants.ts';
import { mutants } from './mutants.ts';
import { plans } from './plan.ts';
import { play } from './play.ts';

/** What the invariants are worth: each wrong version of the protocol must break one of them. */

for (const [name, mutation] of Object.entries(mutants)) {
  test(`the invariants catch ${name}`, async (t) => {
    const found = await fc.check(
      fc.asyncProperty(plans(mutation.operations), async (any) => {
        const { revokedAt = any.revokedAt } = mutation;
        const plan = { ...any, weather: { ...any.weather, ...mutation.weather }, revokedAt };
        assert.equal(broken(plan, await play(plan, mutation)), undefined);
      }),
      { numRuns: 10_000, endOnFailure: true },
    );
    assert(found.failed, 'every play was as it should be');
    const { actual } = found.errorInstance as { actual?: string };
    assert.equal(typeof actual, 'string', String(found.errorInstance));
    t.diagnostic(`caught after ${found.numRuns} plays: ${actual}`);
  });
}
