import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { controlOf, type Control } from './control.ts';
import { heapsOf } from './heaps.ts';
import { readRequestLines, type RequestLines } from './request-lines.ts';

/** `npm start` in processes of its own: gateway, functions, simulated Connect with its quotas, embedded DynamoDB. */
export interface World {
  /** Of the API processes: http://127.0.0.1:PORT */
  readonly urls: readonly string[];
  readonly control: Control;
  /** What it has said on stderr: an API process that crashed, above all. */
  complaints(): string;
  readonly lines: RequestLines;
  /** Lets every API process collect its garbage, and answers the bytes in use of each. */
  heaps(): Promise<readonly number[]>;
  close(): Promise<void>;
}

export interface WorldOptions {
  /** API processes, 1 to 8. */
  readonly instances: number;
  /** How far each of their clocks is from the machine's, in ms. Default: not at all. */
  readonly clocks?: readonly number[];
  /** Settings of the functions. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with each line that the functions write. */
  readonly line?: (text: string) => void;
  /** Ends it. */
  readonly signal: AbortSignal;
}

const root = new URL('../..', import.meta.url);
const patienceMs = 60_000;

/** What of this process's environment npm start is given: no setting of the functions, and no credentials. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'CI'];

/** Starts it on free ports of loopback. Resolves when it is ready. */
export async function startWorld({
  instances,
  clocks,
  environment = {},
  line,
  signal,
}: WorldOptions): Promise<World> {
  signal.throwIfAborted();
  const folder = await mkdtemp(join(tmpdir(), 'connect-chat-bff-stress-'));
  const [heaps, clockFolder] = [join(folder, 'heaps'), join(folder, 'clocks')];
  await Promise.all([mkdir(heaps), mkdir(clockFolder)]);
  const preloads = ['clock-offset.ts', 'heap.ts'].map((file) => new URL(`stress/preload/${file}`, root).href);
  const child = spawn(
    process.execPath,
    [
      fileURLToPath(new URL('local/start.js', root)),
      '--json',
      '--port',
      '0',
      '--instances',
      String(instances),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      // Ctrl-C in a terminal reaches this process alone, which ends them in order.
      detached: true,
      env: {
        ...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
        // Below npm it ends with its parent, however that ends.
        npm_lifecycle_event: 'stress',
        SIMULATOR_QUOTAS: '1',
        NODE_OPTIONS: preloads.map((url) => `--import ${url}`).join(' '),
        STRESS_HEAPS: heaps,
        ...(clocks && { STRESS_CLOCKS: JSON.stringify({ offsets: clocks, folder: clockFolder }) }),
        ...environment,
      },
    },
  );
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text));
  const ended = once(child, 'close');
  // A second signal would not let it put away what it has built.
  const end = (): void => {
    if (!child.killed) child.kill('SIGTERM');
  };
  const close = async (): Promise<void> => {
    signal.removeEventListener('abort', end);
    end();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  signal.addEventListener('abort', end);
  try {
    const said = await untilReady(child);
    const lines = readRequestLines(child.stdout);
    if (line) createInterface({ input: child.stdout }).on('line', line);
    const [, first = ''] = /API {2,}http:\/\/localhost:(\d+)\/v1/.exec(said) ?? [];
    const others = [...said.matchAll(/\[\d\] {2}http:\/\/localhost:(\d+)\/v1/g)].map(([, port]) => port);
    const [, simulator = ''] = /Amazon Connect \((http:[^)]+)\)/.exec(said) ?? [];
    return {
      urls: (others.length > 0 ? others : [first]).map((port) => `http://127.0.0.1:${port}`),
      control: controlOf(simulator),
      complaints: () => complaints,
      lines,
      heaps: () => heapsOf(heaps),
      close,
    };
  } catch (error) {
    await close();
    signal.throwIfAborted();
    throw complaints === '' ? error : new Error(`npm start did not start: ${complaints.trim()}`);
  }
}

/** Resolves with what npm start has printed when it is ready. */
function untilReady(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error('npm start is not ready after a minute')), patienceMs);
    const look = (text: string): void => {
      said += text;
      if (!said.includes('Ctrl-C ends it.')) return;
      clearTimeout(late);
      child.stdout?.off('data', look);
      resolve(said);
    };
    child.stdout?.setEncoding('utf8').on('data', look);
    child.once('close', () => {
      clearTimeout(late);
      reject(new Error('npm start ended before it was ready'));
    });
  });
}
