import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command, Report } from './worker.ts';

const worker = fileURLToPath(new URL('worker.ts', import.meta.url));
const reporter = new URL('reporter.ts', import.meta.url).href;
const seed = new URL('../support/seed.ts', import.meta.url).href;

/** A worker, and what asks it. */
export interface WorkerProcess {
  /** Undefined where it has not answered in time, or has died: it is at an end then. */
  readonly ask: (command: Command, milliseconds: number) => Promise<Report | undefined>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a worker with the code that `codeFile` has; with `mutant` switched on from the start, so that it counts also in
 * what is computed once, when a module is imported.
 */
export function startWorker(codeFile: string, root: string, mutant?: string): WorkerProcess {
  // A test of the command is itself a test, and hands down whom it reports to.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = fork(worker, [codeFile], {
    cwd: root,
    execArgv: [`--test-reporter=${reporter}`, '--import', seed],
    // The seed of CI: a mutant's fate must not depend on the day.
    env: {
      ...env,
      CI: 'true',
      // Of the ledger's random schedules: a mutant is found in few of them, or in none.
      PLAYS: '300',
      ...(mutant !== undefined && { __STRYKER_ACTIVE_MUTANT__: mutant }),
    },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const gone = once(child, 'exit').then(() => undefined);
  return {
    async ask(command, milliseconds) {
      const report = await answer(child, command, milliseconds, gone);
      if (!report) child.kill('SIGKILL');
      return report;
    },
    async stop() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}

async function answer(
  child: ChildProcess,
  command: Command,
  milliseconds: number,
  gone: Promise<undefined>,
): Promise<Report | undefined> {
  const { promise, resolve } = Promise.withResolvers<Report | undefined>();
  const timer = setTimeout(() => resolve(undefined), milliseconds);
  child.once('message', resolve as (report: unknown) => void);
  try {
    if (!child.connected) return undefined;
    child.send(command, (error) => {
      if (error) resolve(undefined);
    });
    return await Promise.race([promise, gone]);
  } finally {
    clearTimeout(timer);
    child.off('message', resolve);
  }
}
