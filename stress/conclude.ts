import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { page, type Options } from './options.ts';
import { withSection } from './report/rewrite.ts';
import { section, type Outcome } from './report/section.ts';

export interface Outputs {
  readonly print: (text: string) => void;
  readonly tell: (text: string) => void;
  readonly read: (file: string) => Promise<string>;
  readonly write: (file: string, text: string) => Promise<void>;
}

/** Prints the figures, copies them into the page if asked to, and tells which claims do not hold. Resolves with the exit code. */
export async function conclude(
  outcomes: readonly Outcome[],
  { write }: Pick<Options, 'write'>,
  outputs: Outputs,
): Promise<number> {
  const file = fileURLToPath(new URL(`../${page}`, import.meta.url));
  const formatted = async (text: string): Promise<string> =>
    format(text, { ...(await resolveConfig(file)), parser: 'markdown', proseWrap: 'preserve' });
  outputs.print(await formatted(outcomes.map(section).join('\n\n')));
  if (write) {
    let text = await outputs.read(file);
    for (const outcome of outcomes) text = withSection(text, outcome.scenario.name, section(outcome));
    await outputs.write(file, await formatted(text));
    outputs.tell(`The figures are in ${page}\n`);
  }
  const broken = outcomes.flatMap(({ scenario, figures }) =>
    Object.entries(scenario.claims).flatMap(([name, { text, required }]) => {
      const figure = figures[name];
      return figure?.holds === false
        ? [`Does not hold: ${scenario.name}: ${text}: ${figure.measured}, and was to be ${required}\n`]
        : [];
    }),
  );
  for (const sentence of broken) outputs.tell(sentence);
  return broken.length > 0 ? 1 : 0;
}
