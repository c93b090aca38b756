import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { clientSectionOf, withClientSection } from './client/page-section.ts';
import type { ClientResults } from './client/results.ts';
import { clientSection } from './client/section.ts';
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

const file = fileURLToPath(new URL(`../${page}`, import.meta.url));

/**
 * Prints or writes the report, with the client's section as the page has it, and tells which targets were missed.
 * Resolves with the exit code.
 */
export async function conclude(
  results: Results,
  { write }: Pick<Options, 'write'>,
  outputs: Outputs,
): Promise<number> {
  const client = clientSectionOf(await readFile(file, 'utf8'));
  const sections = [scaleSection(measuredCounts(results)), ...(client === undefined ? [] : [client])];
  const text = await formatted(report(results, sections));
  if (write) {
    await outputs.write(file, text);
    outputs.tell(`The report is in ${page}\n`);
  } else outputs.print(text);
  const missed = targets(results).filter(({ met }) => met === false);
  for (const { name, limit, measured } of missed)
    outputs.tell(`Target missed: ${name} is ${measured}, and was to be ${limit}\n`);
  return missed.length > 0 ? 1 : 0;
}

/** Prints the client's section, or writes it into the page, of which it changes nothing else. */
export async function concludeClient(
  results: ClientResults,
  { write }: Pick<Options, 'write'>,
  outputs: Outputs,
): Promise<number> {
  const section = await formatted(clientSection(results));
  if (write) {
    await outputs.write(file, withClientSection(await readFile(file, 'utf8'), section));
    outputs.tell(`The section is in ${page}\n`);
  } else outputs.print(section);
  return 0;
}

async function formatted(text: string): Promise<string> {
  return await format(text, { ...(await resolveConfig(file)), parser: 'markdown', proseWrap: 'always' });
}
