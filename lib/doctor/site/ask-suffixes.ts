import { readFile } from 'node:fs/promises';
import { asked } from '../asked.ts';
import type { Asked } from '../facts.ts';

/** The list of public suffixes that CDK brings along, for certificates of its own. A browser's may be newer. */
export const publicSuffixes = new URL(
  'aws-certificatemanager/suffixes/public_suffix_list.dat',
  import.meta.resolve('aws-cdk-lib'),
);

/** Never throws: another CDK may have it elsewhere. */
export async function askSuffixes(file: URL): Promise<Asked<string>> {
  return await asked(() => readFile(file, 'utf8'));
}
