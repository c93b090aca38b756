import { join } from 'node:path';
import { bundle } from '../lib/bundle.ts';

/** The folder of each of our functions, exactly as deployed. All that depends on the form of lib/bundle.ts. */
export async function bundleOwnFunctions(
  into: string,
): Promise<{ readonly participant: FunctionCode; readonly connect: FunctionCode }> {
  const { directory } = await bundle(into);
  return {
    participant: { entry: join(directory, 'participant.mjs'), files: ['participant.mjs'], directory },
    connect: { entry: join(directory, 'connect.mjs'), files: ['connect.mjs'], directory },
  };
}

/** A function's code on disk. */
export interface FunctionCode {
  readonly directory: string;
  readonly entry: string;
  /** Its files in the folder; undefined for all of them. */
  readonly files?: readonly string[];
}
