import { setTimeout as delay } from 'node:timers/promises';
import type { Call } from '../../local/simulated-connect/calls.ts';
import type { Control } from './control.ts';

/** All calls that reach the simulated Connect, which itself remembers the newest only. */
export interface CallRecord {
  /** Those up to now. */
  all(): Promise<readonly Call[]>;
  stop(): void;
}

const everyMs = 5_000;

/** Calls are looked at again for so long: their answers come later than they do. Milliseconds. */
const overlapMs = 30_000;

export function recordCalls(control: Control): CallRecord {
  const seen = new Map<string, Call>();
  const ending = new AbortController();
  let newest = 0;
  async function look(): Promise<void> {
    for (const call of await control.calls(newest - overlapMs)) {
      seen.set(call.requestId, call);
      newest = Math.max(newest, call.at);
    }
  }
  void (async () => {
    while (!ending.signal.aborted) {
      await delay(everyMs, undefined, { signal: ending.signal });
      await look();
    }
  })().catch(() => undefined);
  return {
    async all() {
      await look();
      return [...seen.values()];
    },
    stop: () => ending.abort(),
  };
}
