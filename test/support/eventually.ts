import { setTimeout as delay } from 'node:timers/promises';

const lookEveryMs = 40;
const patienceMs = 15_000;

/** What `look` finds, as soon as it finds something; rejects after 15 s. */
export async function eventually<T>(look: () => Promise<T | undefined>, what: string): Promise<T> {
  for (const end = Date.now() + patienceMs; Date.now() < end; await delay(lookEveryMs)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`waited in vain for ${what}`);
}
