import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breaksNoPromise } from './bounded.ts';
import { scenarios, type ScenarioName } from './scenarios.ts';
import { hasEnded, search, type Path, type Scenario } from './search.ts';
import type { reapings } from './reaper-scenarios.ts';
import type { pairs } from './session-pairs.ts';

type OfAnotherFile = keyof typeof pairs | keyof typeof reapings;

const bounds: Readonly<
  Record<Exclude<ScenarioName, OfAnotherFile>, { readonly misfortunes: number; readonly states: number }>
> = {
  'two of a message': { misfortunes: 2, states: 5_709 },
  'two of a message, and one with another body': { misfortunes: 1, states: 4_608 },
  'two of a message, with one attempt each': { misfortunes: 2, states: 3_956 },
  'two of a message, a day apart': { misfortunes: 1, states: 3_554 },
  'two of a start': { misfortunes: 2, states: 14_320 },
  'two of a start, whose session is revoked': { misfortunes: 1, states: 2_062 },
  'two of an upload': { misfortunes: 2, states: 5_954 },
  'two of a disconnect': { misfortunes: 1, states: 7_830 },
  'two of a connection': { misfortunes: 1, states: 16_473 },
  'two of a connection while the session is revoked': { misfortunes: 0, states: 1_106 },
  'a connection and a first message': { misfortunes: 0, states: 2_252 },
  'a message whose connection token has ended, and a disconnect': { misfortunes: 0, states: 15_937 },
  'a message and a connection while the chat ends': { misfortunes: 0, states: 1_905 },
  'two starts for the last place': { misfortunes: 1, states: 2_323 },
};

breaksNoPromise(bounds);

for (const name of ['two of a message', 'two of an upload'] as const)
  test(`${name}: with reads of the session at any time, no schedule comes to anything else`, async (t) => {
    const scenario = await scenarios[name]();
    const { settledSessions: _, ...unreduced } = scenario;
    // Who is held up at a read is one misfortune there; where reads come first, it is held up at its claim, which is two.
    const [reduced, all] = [await outcomes(scenario, 2), await outcomes(unreduced, 1)];
    t.diagnostic(`${reduced.size} outcomes and ${all.size}`);
    assert.ok(all.size > 40, String(all.size));
    assert.deepEqual(
      [...all].filter((outcome) => !reduced.has(outcome)),
      [],
    );
  });

/** What the schedules come to, apart from when. */
async function outcomes(scenario: Scenario, misfortunes: number): Promise<Set<string>> {
  const outcomes = new Set<string>();
  const atEnd = (_scenario: Scenario, path: Path): Promise<undefined> => {
    const state = path.at(-1);
    assert.ok(state && hasEnded(state));
    const answers = state.processes.map(({ local, dead }) => [
      dead,
      local?.result?.status,
      local?.result?.ledger,
    ]);
    const rows = [...state.world.ledger.values()].map(({ state, status, attempts, ambiguous, lease }) => [
      state,
      status,
      attempts,
      ambiguous,
      lease > 0,
    ]);
    outcomes.add(JSON.stringify([answers, rows, state.world.connect.effects.length]));
    return Promise.resolve(undefined);
  };
  const { counterexample } = await search({ ...scenario, atEnd }, { misfortunes });
  assert.ok(!counterexample, counterexample?.problem);
  return outcomes;
}
