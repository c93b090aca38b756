import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scenarios } from './scenarios.ts';
import { playAgain, search } from './search.ts';
import { storyOf } from './story.ts';
import { wrongVersions } from './wrong-versions.ts';

/** What the search is worth: each wrong version must have a counterexample, which can be played again. */

for (const [name, { scenario: named, misfortunes, wrong }] of Object.entries(wrongVersions))
  test(`the search finds ${name}`, async (t) => {
    const scenario = await scenarios[named]();
    const { counterexample, states } = await search(scenario, { misfortunes }, wrong);
    assert.ok(counterexample, `no counterexample among ${states} states`);
    const { problem, path } = counterexample;
    t.diagnostic(`after ${states} states, in ${path.length - 1} steps: ${problem}`);
    const story = storyOf(named, counterexample, name);
    const [, choices = ''] = /--play ([\d.]+)/.exec(story) ?? [];
    const again = await playAgain(scenario, choices.split('.').map(Number), wrong);
    assert.deepEqual(
      again.map(({ from }) => from?.step),
      path.map(({ from }) => from?.step),
    );
    assert.equal(scenario.check(scenario, again) ?? (await scenario.atEnd?.(scenario, again)), problem);
  });
