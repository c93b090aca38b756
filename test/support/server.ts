import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unprivileged } from './program.ts';

/** `npm start` as a process of its own. */
export interface Server {
  /** http://127.0.0.1:PORT, of the first API process. */
  readonly url: string;
  /** Of each API process. */
  readonly urls: readonly string[];
  readonly process: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** What it has printed to stdout so far. */
  stdout(): string;
  /** What it has printed to stderr so far. */
  stderr(): string;
  /** Resolves as soon as this, by default all that it has printed, has something like that. */
  says(what: RegExp, where?: () => string): Promise<RegExpExecArray>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does, and answers its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a service manager does, and answers its exit code. */
  terminate(): Promise<number | null>;
}

export interface ServerOptions {
  readonly parameters?: readonly string[];
  /** Default: the repository. */
  readonly folder?: string;
  /** Whether it is run by a user who may write nothing. */
  readonly unprivileged?: boolean;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the program of `npm start` on any free port and waits until it is ready. */
export async function startServer(
  environment: Readonly<Record<string, string>> = {},
  { parameters = [], folder = root, unprivileged: isUnprivileged = false }: ServerOptions = {},
): Promise<Server> {
  const program = join(folder, 'local/start.js');
  return await startedBy(
    process.execPath,
    [program, ...parameters],
    environment,
    isUnprivileged ? unprivileged() : undefined,
  );
}

/** Starts `npm start` itself, which has a shell between it and the program. */
export async function startServerByNpm(): Promise<Server> {
  return await startedBy('npm', ['--prefix', root, 'start'], {});
}

async function startedBy(
  file: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
  user: Pick<SpawnOptions, 'uid' | 'gid'> = {},
): Promise<Server> {
  const child = spawn(file, parameters, {
    env: { ...process.env, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  let output = '';
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const print = (text: string): void => {
    output += text;
    for (const look of waiting) look();
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    print(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    print(text);
  });
  const closed = once(child, 'close');
  const exited = once(child, 'exit');
  const says = (what: RegExp, where = (): string => output): Promise<RegExpExecArray> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = what.exec(where());
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      void closed.then(() => reject(new Error(`npm start ended before it said ${what}:\n${output}`)));
    });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  const [, port] = await says(/API {2,}http:\/\/localhost:(\d+)\/v1[\s\S]*Ctrl-C/);
  const others = [...output.matchAll(/\[\d\] {2}http:\/\/localhost:(\d+)\/v1/g)].map(([, other]) => other);
  const urls = (others.length > 0 ? others : [port]).map((one) => `http://127.0.0.1:${one}`);
  return {
    url: `http://127.0.0.1:${port}`,
    urls,
    process: child,
    output: () => output,
    stdout: () => stdout,
    stderr: () => stderr,
    says,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGINT'),
    terminate: () => end('SIGTERM'),
  };
}
