import { table } from '../../bench/markdown-table.ts';
import type { Figure, Scenario } from '../scenario.ts';
import type { MachineLoad } from '../world/machine-load.ts';

/** What a run of one scenario came to, and where. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly figures: Readonly<Record<string, Figure>>;
  /** Further figures, in Markdown. */
  readonly tables?: readonly string[];
  readonly conditions: Conditions;
}

export interface Conditions {
  readonly date: string;
  readonly seed: number;
  readonly quick: boolean;
  readonly minutes: number;
  readonly load: MachineLoad;
}

/** The part of the page about one scenario: Markdown, from its heading on. */
export function section({ scenario, figures, tables = [], conditions }: Outcome): string {
  const rows = Object.entries(scenario.claims).map(([name, { text, required }]) => {
    const { measured = 'nothing', holds } = figures[name] ?? {};
    return [text, required, measured, verdict(holds)];
  });
  return [
    heading(scenario.name),
    `${scenario.about}.`.replace(/^\w/, (letter) => letter.toUpperCase()),
    table(['claim', 'required', 'measured', 'holds'], rows, []),
    conditionsOf(scenario.name, conditions),
    ...tables,
  ].join('\n\n');
}

export function heading(name: string): string {
  return `### ${name}`;
}

function verdict(holds: boolean | undefined): string {
  return holds === undefined ? 'not measured' : holds ? 'yes' : '**no**';
}

function conditionsOf(name: string, { date, seed, quick, minutes, load }: Conditions): string {
  const { cores, busyCores, lateness } = load;
  return (
    `\`npm run stress -- ${name} --seed ${seed}${quick ? ' --quick' : ''}\`, ${date}, ${minutes.toFixed(1)} minutes; ` +
    `${busyCores.toFixed(1)} of the machine's ${cores} cores were busy, and the clients' timers up to ` +
    `${Math.ceil(lateness)} ms late (99th percentile).`
  );
}
