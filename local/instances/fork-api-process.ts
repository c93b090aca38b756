import { fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import { lines } from './lines.ts';
import type { Beginning, ToApiProcess } from './messages.ts';

/** An API process, as `npm start` sees it. */
export interface ApiProcess {
  readonly pid: number;
  /** Resolves when it can answer; rejects with the last of what it said when it ends before. */
  begin(beginning: Beginning): Promise<void>;
  take(socket: Socket): void;
  /** Of a request that another process has answered, since this one was told to begin. */
  tell(line: string): void;
  /** Lets it answer what it has been asked, and end. */
  finish(): void;
  end(): void;
  /** How it ended, once all that it wrote is read: a signal, or an exit code. */
  readonly ended: Promise<string>;
}

const program = fileURLToPath(new URL('api-process.ts', import.meta.url));

export interface Outlets {
  /** Each line of its stdout. */
  readonly line: (line: string) => void;
  /** What it writes to stderr once it is ready. */
  readonly complaint: (text: string) => void;
}

export function forkApiProcess({ line, complaint }: Outlets): ApiProcess {
  const cache = getCompileCacheDir();
  const child = fork(program, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { ...process.env, ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }) },
  });
  const written = lines(line);
  let hasBegun = false;
  let isReady = false;
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', written.write);
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (isReady) complaint(text);
    else said += text;
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      written.end();
      resolve(signal ?? `exit code ${code}`);
    });
  });
  // It may have ended, and nobody has heard of it yet; `ended` tells.
  const send = (message: ToApiProcess, socket?: Socket): void => {
    child.send(message, socket, { keepOpen: false }, (error) => {
      if (error) socket?.destroy();
    });
  };
  return {
    pid: child.pid ?? 0,
    async begin(beginning) {
      const ready = new Promise<true>((resolve) => {
        child.once('message', () => resolve(true));
      });
      send({ kind: 'begin', beginning });
      hasBegun = true;
      const how = await Promise.race([ready, ended]);
      if (how !== true) throw new Error(said.trim() || how);
      isReady = true;
      if (said !== '') complaint(said);
    },
    take: (socket) => send({ kind: 'connection' }, socket),
    tell(text) {
      if (hasBegun) send({ kind: 'line', line: text });
    },
    finish: () => send({ kind: 'finish' }),
    end: () => {
      child.kill('SIGKILL');
    },
    ended,
  };
}
