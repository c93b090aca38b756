import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isObject, parsed } from '../../lambdas/core/json.ts';
import { startTap, type Tap } from './tap.ts';
import type { LaneOptions } from './api-lane.ts';

/** What the process is told: first where its function is, then events. */
export type ToReaper =
  | { readonly module: string; readonly environment: Readonly<Record<string, string>> }
  | { readonly id: number; readonly event: object };

/** An event is done with; `id` is 0 for the beginning. */
export interface FromReaper {
  readonly id: number;
  readonly failed: string | undefined;
}

/** How an invocation ended. */
export type Invoked = 'done' | 'failed' | 'killed';

/** The function that ends chats, in a process that may be killed; the next invocation has a new one. */
export interface ReaperLane {
  readonly tap: Tap;
  invoke(event: object): Promise<Invoked>;
  /** The counts that its lines have told, summed up by their names. */
  readonly told: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

const program = fileURLToPath(new URL('reaper-process.ts', import.meta.url));

export async function startReaperLane(module: string, options: LaneOptions): Promise<ReaperLane> {
  let current: Promise<ChildProcess> | undefined;
  let child: ChildProcess | undefined;
  let count = 0;
  const told = new Map<string, number>();
  const under = new Map<number, (how: Invoked) => void>();
  const tap = await startTap({ ...options, kill: () => child?.kill('SIGKILL') });

  async function begin(): Promise<ChildProcess> {
    const begun = fork(program, {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      env: options.processEnvironment(),
    });
    child = begun;
    if (begun.stdout) createInterface({ input: begun.stdout }).on('line', take);
    begun.once('close', () => {
      current = undefined;
      for (const end of under.values()) end('killed');
      under.clear();
    });
    begun.on('message', ({ id, failed }: FromReaper) => {
      under.get(id)?.(failed === undefined ? 'done' : 'failed');
      under.delete(id);
    });
    const ready = new Promise<Invoked>((resolve) => under.set(0, resolve));
    send(begun, { module, environment: options.functionEnvironment(tap.url) });
    await ready;
    return begun;
  }

  function take(line: string): void {
    const fields = parsed(line);
    if (!isObject(fields)) return;
    for (const [name, value] of Object.entries(fields))
      if (typeof value === 'number') told.set(name, (told.get(name) ?? 0) + value);
  }

  return {
    tap,
    told,
    async invoke(event) {
      current ??= begin();
      const running = await current;
      if (running.exitCode !== null || running.signalCode !== null) return 'killed';
      const id = ++count;
      const ended = new Promise<Invoked>((resolve) => under.set(id, resolve));
      send(running, { id, event });
      return await ended;
    },
    async close() {
      if (child && child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'close');
        child.kill('SIGKILL');
        await ended;
      }
      await tap.close();
    },
  };
}

/** It may have been killed just now; its end tells. */
function send(child: ChildProcess, message: ToReaper): void {
  child.send(message, () => undefined);
}
