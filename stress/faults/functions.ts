import { globSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from '../../lib/functions/bundle.ts';
import { unpackRelease } from '../../test/deployment/emulator/released.ts';

/** The functions of a version, as they are deployed. */
export type Version = 'now' | 'released';

/** The modules of a version's functions. */
export interface Functions {
  readonly participant: string;
  readonly connect: string;
}

/** Makes those of this code and of the last release, below a folder. */
export async function makeFunctions(folder: string): Promise<Readonly<Record<Version, Functions>>> {
  const { participant, connect } = await bundle(join(folder, 'now'));
  const released = unpackRelease(join(folder, 'released'));
  return {
    now: {
      participant: join(participant.directory, 'participant.mjs'),
      connect: join(connect.directory, 'connect.mjs'),
    },
    released: { participant: only(released, 'participant.mjs'), connect: only(released, 'connect.mjs') },
  };
}

function only(folder: string, name: string): string {
  const [found, ...more] = globSync(`asset.*/${name}`, { cwd: folder });
  if (found === undefined || more.length > 0) throw new Error(`There is not one ${name} below ${folder}`);
  return join(folder, found);
}
