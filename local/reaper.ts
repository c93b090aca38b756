import { pathToFileURL } from 'node:url';
import type { liveReaper } from '../lambdas/live-reaper.ts';

/**
 * What EventBridge does for the function that ends chats: invokes it every minute, and with Connect's events. Runs in
 * this process, one invocation at a time.
 */
export interface Reaper {
  /** Takes the function's module, and its environment, from now on. */
  load(module: string, environment: Readonly<Record<string, string>>): Promise<void>;
  /** Invokes it with an event; nothing before there is one. Whatever it fails with is told. */
  invoke(event: object): void;
  close(): Promise<void>;
}

const everyMs = 60_000;

/** `log` takes its lines, without their ends. */
export function createReaper(complaint: (text: string) => void, log: (line: string) => void): Reaper {
  let handler: ((event: object) => Promise<void>) | undefined;
  let running: Promise<void> = Promise.resolve();
  const invoke = (event: object): void => {
    running = running
      .then(() => handler?.(event))
      .catch((error: unknown) => complaint(`The function that ends chats failed: ${String(error)}`));
  };
  const timer = setInterval(() => invoke({}), everyMs);
  return {
    async load(module, environment) {
      const loaded = (await import(pathToFileURL(module).href)) as { readonly liveReaper: typeof liveReaper };
      handler = loaded.liveReaper(environment, log);
    },
    invoke,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
