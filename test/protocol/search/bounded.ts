import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scenarios, type ScenarioName } from './scenarios.ts';
import { search } from './search.ts';
import { storyOf } from './story.ts';

/**
 * Every schedule with so many misfortunes, held to the invariants after each step. How many states that is follows from
 * the code alone: fewer than before would mean that something is not gone through any more.
 */
export function breaksNoPromise(
  bounds: Readonly<Partial<Record<ScenarioName, { readonly misfortunes: number; readonly states: number }>>>,
): void {
  for (const [name, { misfortunes, states: atLeast }] of Object.entries(bounds))
    test(`${name}: no schedule with at most ${misfortunes} misfortunes breaks a promise`, async (t) => {
      const scenario = await scenarios[name as ScenarioName]();
      const { counterexample, ...found } = await search(scenario, { misfortunes });
      const { states, transitions, histories, ends, complete } = found;
      assert.ok(!counterexample, counterexample && storyOf(name, counterexample));
      t.diagnostic(
        `${states} states, ${transitions} transitions, ${histories} histories of a handler, ${ends} ends`,
      );
      assert.notEqual(complete, 'no');
      assert.ok(states >= atLeast, `only ${states} states`);
    });
}
