import { pathToFileURL } from 'node:url';

/**
 * What EventBridge does for the function that ends chats: invokes it every minute, and with Connect's events. Runs in
 * this process, one invocation at a time.
 */
export interface Reaper {
  /** Takes the function's module, from now on. */
  load(module: string): Promise<void>;
  /** Invokes it with an event; nothing before there is one. Whatever it fails with is told. */
  invoke(event: object): void;
  close(): Promise<void>;
}

const everyMs = 60_000;

/** `tells`: whether its lines are shown; on a terminal nobody reads JSON. */
export function createReaper(
  complaint: (text: string) => void,
  { tells }: { readonly tells: boolean },
): Reaper {
  if (!tells) withoutItsLines();
  let handler: ((event: object) => Promise<void>) | undefined;
  let running: Promise<void> = Promise.resolve();
  const invoke = (event: object): void => {
    running = running
      .then(() => handler?.(event))
      .catch((error: unknown) => complaint(`The function that ends chats failed: ${String(error)}`));
  };
  const timer = setInterval(() => invoke({}), everyMs);
  return {
    async load(module) {
      ({ handler } = (await import(pathToFileURL(module).href)) as { handler: typeof handler });
    },
    invoke,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

/** Its function writes to this process's stdout, as on Lambda. */
function withoutItsLines(): void {
  const write = process.stdout.write.bind(process.stdout) as (...given: readonly unknown[]) => boolean;
  process.stdout.write = (...given: readonly unknown[]) => isItsLine(given[0]) || write(...given);
}

function isItsLine(text: unknown): boolean {
  return typeof text === 'string' && text.startsWith('{"_aws":') && text.includes('"service":"reaper"');
}
