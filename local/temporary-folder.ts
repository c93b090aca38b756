import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SurroundingsError } from './explain.ts';

/** A folder for this run alone. The checkout may be read-only, and old builds would stay in it for ever. */
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
      // It tries again, as another function may still be being written there.
      remove: () => rm(path, { recursive: true, force: true, maxRetries: 10 }),
    };
  } catch (error) {
    const { code } = error as { readonly code?: string };
    throw new SurroundingsError(
      `${parent} takes no folder for the built code (${code}): set TMPDIR to a folder that does`,
    );
  }
}
