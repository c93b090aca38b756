import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const patienceMs = 10_000;
const lookEveryMs = 50;

/**
 * Lets every process that has a file in the folder collect its garbage (stress/preload/heap.ts), and answers the bytes
 * that each has in use then.
 */
export async function heapsOf(folder: string): Promise<readonly number[]> {
  return Promise.all(
    (await readdir(folder)).map(async (pid) => {
      const file = join(folder, pid);
      await writeFile(file, '');
      process.kill(Number(pid), 'SIGUSR2');
      for (const end = performance.now() + patienceMs; performance.now() < end; await delay(lookEveryMs)) {
        const bytes = Number(await readFile(file, 'utf8'));
        if (bytes > 0) return bytes;
      }
      throw new Error(`Process ${pid} does not tell what it has in memory`);
    }),
  );
}
