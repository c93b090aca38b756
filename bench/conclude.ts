import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { page, type Options } from './options.ts';
import { measuredCounts } from './report/measured-counts.ts';
import { report } from './report/report.ts';
import type { Results } from './results.ts';
import { scaleSection } from './scale/section.ts';
import { targets } from './targets.ts';

export interface Outputs {
  readonly print: (text: string) => void;
  readonly tell: (text: string) => void;
  readonly write: (file: string, text: string) => Promise<void>;
}

/** Prints or writes the report, and tells which targets were missed. Resolves with the exit code. */
export async function conclude(
  results: Results,
  { write }: Pick<Options, 'write'>,
  outputs: Outputs,
): Promise<number> {
  const file = fileURLToPath(new URL(`../${page}`, import.meta.url));
  const text = await format(report(results, [scaleSection(measuredCounts(results))]), {
    ...(await resolveConfig(file)),
    parser: 'markdown',
    proseWrap: 'always',
  });
  if (write) {
    await outputs.write(file, text);
    outputs.tell(`The report is in ${page}\n`);
  } else outputs.print(text);
  const missed = targets(results).filter(({ met }) => met === false);
  for (const { name, limit, measured } of missed)
    outputs.tell(`Target missed: ${name} is ${measured}, and was to be ${limit}\n`);
  return missed.length > 0 ? 1 : 0;
}
