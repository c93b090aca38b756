import { join } from 'node:path';
import { bundle } from '../lib/functions/bundle.ts';

/** Bundles each of our functions exactly as deployed. Only this file depends on the form of lib/functions/bundle.ts. */
export async function bundleOwnFunctions(
  into: string,
): Promise<{ readonly participant: FunctionCode; readonly connect: FunctionCode }> {
  const { participant, connect } = await bundle(into);
  return {
    participant: { ...participant, entry: join(participant.directory, 'participant.mjs') },
    connect: { ...connect, entry: join(connect.directory, 'connect.mjs') },
  };
}

/** A function's code on disk. */
export interface FunctionCode {
  readonly directory: string;
  readonly entry: string;
}
