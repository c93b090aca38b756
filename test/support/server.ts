import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** `npm start` as a process of its own. */
export interface Server {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly process: ChildProcess;
  /** What it has printed so far. */
  output(): string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does, and answers its exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a service manager does, and answers its exit code. */
  terminate(): Promise<number | null>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = fileURLToPath(new URL('../../local/start.js', import.meta.url));

/** Starts the program of `npm start` on any free port and waits until it is ready. */
export async function startServer(environment: Readonly<Record<string, string>> = {}): Promise<Server> {
  return await startedBy(process.execPath, [program], environment);
}

/** Starts `npm start` itself, which has a shell between it and the program. */
export async function startServerByNpm(): Promise<Server> {
  return await startedBy('npm', ['--prefix', root, 'start'], {});
}

async function startedBy(
  file: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Server> {
  const child = spawn(file, parameters, {
    env: { ...process.env, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exited = once(child, 'exit');
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    await exited;
    return child.exitCode;
  };
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const ready = /API {2,}http:\/\/localhost:(\d+)\/v1[\s\S]*Ctrl-C/.exec(output);
      if (ready?.[1] !== undefined) resolve(ready[1]);
    });
    child.once('exit', () => reject(new Error(`npm start ended before it was ready:\n${output}`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    process: child,
    output: () => output,
    kill: async () => {
      await end('SIGKILL');
    },
    stop: () => end('SIGINT'),
    terminate: () => end('SIGTERM'),
  };
}
