import { parseArgs } from 'node:util';
import { scenarios, type ScenarioName } from './scenarios.ts';
import { playAgain, search, type Found, type Scenario } from './search.ts';
import { storyOf } from './story.ts';
import { wrongVersions } from './wrong-versions.ts';
import type { WrongWorld } from './world.ts';

// Runs `npm run prove`: goes through more of the schedules than the tests do, and says how many. Fails with a counterexample.

const usage = `npm run prove -- [options]

  --scenario NAME       one of them; all, if left out
  --misfortunes N       schedules with at most so many; else more and more, as far as the states go
  --states N            states of one scenario at most; 200000, if left out
  --wrong NAME          with a wrong version, to see how it is found
  --play 0.2.1          plays the one schedule of these choices

${Object.keys(scenarios).join('\n')}
`;

async function main(parameters: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...parameters],
    options: {
      scenario: { type: 'string' },
      misfortunes: { type: 'string' },
      states: { type: 'string', default: '200000' },
      wrong: { type: 'string' },
      play: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { scenario: named, wrong: wrongName, play } = values;
  const wrong = wrongName === undefined ? {} : wrongVersions[wrongName]?.wrong;
  const names = Object.keys(scenarios).filter(
    (name) => named === undefined || name === named,
  ) as ScenarioName[];
  if (values.help || !wrong || names.length === 0 || (play !== undefined && names.length > 1)) {
    process.stdout.write(usage);
    return values.help ? 0 : 2;
  }
  for (const name of names) {
    const scenario = await scenarios[name]();
    const counterexample =
      play === undefined
        ? await deeper(name, scenario, values, wrong)
        : await again(scenario, play.split('.').map(Number), wrong);
    if (!counterexample) continue;
    process.stdout.write(storyOf(name, counterexample, wrongName));
    return 1;
  }
  return 0;
}

/** Goes on with one more misfortune at a time, as far as the states go. */
async function deeper(
  name: string,
  scenario: Scenario,
  { misfortunes, states: most }: { readonly misfortunes?: string; readonly states: string },
  wrong: WrongWorld,
): Promise<Found['counterexample']> {
  for (let bound = Number(misfortunes ?? 0); ; bound++) {
    const found = await search(scenario, { misfortunes: bound, states: Number(most) }, wrong, {
      progress: ({ states, histories }) =>
        process.stderr.write(`${name}: ${states} states so far, ${histories} histories\n`),
    });
    const { states, transitions, histories, complete, counterexample } = found;
    if (counterexample) return counterexample;
    const gone = `${states} states, ${transitions} transitions, ${histories} histories of a handler`;
    const how =
      complete === 'no'
        ? `not all schedules with ${bound} misfortunes: ${gone}`
        : complete === 'all'
          ? `all schedules there are: ${gone}`
          : `all schedules with at most ${bound} misfortunes: ${gone}`;
    process.stdout.write(`${name}: ${how}\n`);
    if (complete !== 'within the bounds' || misfortunes !== undefined) return undefined;
  }
}

async function again(
  scenario: Scenario,
  choices: readonly number[],
  wrong: WrongWorld,
): Promise<Found['counterexample']> {
  const path = await playAgain(scenario, choices, wrong);
  const problem = scenario.check(scenario, path) ?? (await scenario.atEnd?.(scenario, path));
  return { problem: problem ?? 'nothing is wrong with this schedule', path };
}

process.exitCode = await main(process.argv.slice(2));
