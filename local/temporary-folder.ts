import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SurroundingsError } from './explain.ts';

/** A folder of this run alone. The checkout may be read-only, and builds of former code would stay in it for ever. */
export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

export async function makeTemporaryFolder(): Promise<TemporaryFolder> {
  const parent = tmpdir();
  try {
    const path = await mkdtemp(join(parent, 'connect-chat-bff-'));
    return {
      path,
      // Where one function could not be written, the others may still be.
      remove: () => rm(path, { recursive: true, force: true, maxRetries: 10 }),
    };
  } catch (error) {
    const { code } = error as { readonly code?: string };
    throw new SurroundingsError(
      `${parent} takes no folder for the built code (${code}): set TMPDIR to a folder that does`,
    );
  }
}
