import { fork, type ChildProcess } from 'node:child_process';
import type { Numbered, NumberedAnswer } from './answer-requests.ts';

/** The parent's end of answer-requests.ts: a child process that answers requests. */
export interface AskedProcess<Request extends { readonly kind: string }, Answers> {
  ask<R extends Request>(request: R): Promise<Answers[R['kind'] & keyof Answers]>;
  end(): Promise<void>;
}

export interface ProcessOptions {
  /** The whole environment of the process. */
  readonly environment: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Names the process in the error if it ends by itself. */
  readonly name: string;
}

/** Milliseconds for a process to end by itself. */
const patience = 2_000;

export function startProcess<Request extends { readonly kind: string }, Answers>(
  program: string,
  parameters: readonly string[],
  { environment, flags = [], name }: ProcessOptions,
): AskedProcess<Request, Answers> {
  const child = fork(program, parameters, {
    env: { ...environment },
    execArgv: [...flags],
    // Its log is not shown; where it is needed, it comes in the answer.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let errors = '';
  let asked = 0;
  let ended = false;
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => {
      ended = true;
      const problem = gone(name, child, errors);
      for (const { reject } of waiting.values()) reject(problem);
      resolve();
    });
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
  child.on('message', ({ number, value, problem }: NumberedAnswer) => {
    const one = waiting.get(number);
    waiting.delete(number);
    if (problem === undefined) one?.resolve(value);
    else one?.reject(new Error(`${name}: ${problem}`));
  });
  return {
    async ask(request) {
      if (ended) throw gone(name, child, errors);
      const answer = Promise.withResolvers<unknown>();
      const message: Numbered<unknown> = { number: ++asked, value: request };
      waiting.set(message.number, answer);
      child.send(message);
      return (await answer.promise) as never;
    },
    async end() {
      if (child.connected) child.disconnect();
      // A healthy process sees that and ends by itself; one that hangs is ended.
      const forced = setTimeout(() => child.kill('SIGKILL'), patience);
      await exited;
      clearTimeout(forced);
    },
  };
}

function gone(name: string, { exitCode, signalCode }: ChildProcess, errors: string): Error {
  return new Error(`${name} has ended (${signalCode ?? exitCode}): ${errors.trim().slice(-2_000)}`);
}
