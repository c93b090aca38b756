import { openSync, readSync } from 'node:fs';
import { shiftClock } from './shift-clock.ts';

/**
 * Lets the clock of a process leap with those of others: STRESS_CLOCK names a file that has, as a number of 8 bytes, by
 * how many ms all of them are ahead, and STRESS_APART by how many more this one is.
 */

const file = process.env['STRESS_CLOCK'];

if (file !== undefined) {
  const apart = Number(process.env['STRESS_APART'] ?? 0);
  const descriptor = openSync(file, 'r');
  const bytes = Buffer.alloc(8);
  shiftClock(() => {
    readSync(descriptor, bytes, 0, bytes.length, 0);
    return bytes.readDoubleLE() + apart;
  });
}
