import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Lets a process tell what it holds in memory: at SIGUSR2 it collects its garbage, and writes the bytes in use into a
 * file of its own in the folder STRESS_HEAPS. Loaded as the clocks are.
 */

const folder = process.env['STRESS_HEAPS'];

/** Its name tells who is there. */
function tell(bytes: string): void {
  writeFileSync(join(folder ?? '', String(process.pid)), bytes);
}

if (folder !== undefined && (process.argv[1] ?? '').endsWith('api-process.ts')) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  tell('');
  process.on('SIGUSR2', () => {
    collect();
    tell(String(process.memoryUsage().heapUsed));
  });
}
