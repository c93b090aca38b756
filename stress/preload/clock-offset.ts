import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { shiftClock } from './shift-clock.ts';

/**
 * Sets the clock of each API process apart. The command loads it with --import, by NODE_OPTIONS, into npm start and the
 * processes below; STRESS_CLOCKS says in JSON: the offsets in ms, and a folder in which each process takes the next one.
 */

const said = process.env['STRESS_CLOCKS'];

function nextOffset(offsets: readonly number[], folder: string): number {
  for (const [place, offset] of offsets.entries()) {
    try {
      mkdirSync(join(folder, String(place)));
      return offset;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
  throw new Error(`There are ${offsets.length} clocks, and one more process`);
}

if (said !== undefined && (process.argv[1] ?? '').endsWith('api-process.ts')) {
  const { offsets, folder } = JSON.parse(said) as {
    readonly offsets: readonly number[];
    readonly folder: string;
  };
  const offset = nextOffset(offsets, folder);
  shiftClock(() => offset);
}
