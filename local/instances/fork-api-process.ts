import { fork } from 'node:child_process';
import { getCompileCacheDir } from 'node:module';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Beginning, FromApiProcess, ToApiProcess } from './messages.ts';

/** An API process, as `npm start` sees it. */
export interface ApiProcess {
  readonly pid: number;
  /** Resolves when it can answer. Rejects with what it printed if it ends before. */
  begin(beginning: Beginning): Promise<void>;
  take(socket: Socket): void;
  /** Tells it the log line of a request that another process has answered, since this one was told to begin. */
  tell(line: string): void;
  /** Makes it hand its requests on to the process at the port; resolves when it does. */
  finish(port: number): Promise<void>;
  end(): void;
  /** How it ended: a signal, or an exit code. */
  readonly ended: Promise<string>;
}

const program = fileURLToPath(new URL('api-process.ts', import.meta.url));

export interface ForkOptions {
  /** Its own, beside what the functions are told. Default: this process's. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Whether what it writes goes to the same stdout as this process's. Default true. */
  readonly prints?: boolean;
  /** Takes each request's line. */
  readonly line: (line: string) => void;
  /** Takes what it writes to stderr once it is ready. */
  readonly complaint: (text: string) => void;
}

export function forkApiProcess({
  environment = process.env,
  prints = true,
  line,
  complaint,
}: ForkOptions): ApiProcess {
  const cache = getCompileCacheDir();
  const child = fork(program, {
    stdio: ['ignore', prints ? 'inherit' : 'ignore', 'pipe', 'ipc'],
    env: { ...(cache !== undefined && { NODE_COMPILE_CACHE: cache }), ...environment },
  });
  let hasBegun = false;
  let isReady = false;
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (isReady) complaint(text);
    else said += text;
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  /** Connections on their way, the first of them first. Until it has one, it is this process's to close. */
  const onTheWay = new Set<Socket>();
  const close = (socket: Socket | undefined): void => {
    if (!socket) return;
    onTheWay.delete(socket);
    socket.destroy();
  };
  const states = { ready: Promise.withResolvers<true>(), finishing: Promise.withResolvers<true>() };
  child.on('message', (message: FromApiProcess) => {
    if (message.kind === 'line') line(message.line);
    else if (message.kind === 'taken') close(onTheWay.values().next().value);
    else states[message.kind].resolve(true);
  });
  void ended.then(() => onTheWay.forEach(close));
  // It may have ended already; `ended` will tell.
  const send = (message: ToApiProcess): void => {
    child.send(message, () => undefined);
  };
  return {
    pid: child.pid ?? 0,
    async begin(beginning) {
      send({ kind: 'begin', beginning });
      hasBegun = true;
      const how = await Promise.race([states.ready.promise, ended]);
      if (how !== true) throw new Error(said.trim() || how);
      isReady = true;
      if (said !== '') complaint(said);
    },
    take(socket) {
      onTheWay.add(socket);
      const message: ToApiProcess = { kind: 'connection' };
      child.send(message, socket, { keepOpen: true }, (error) => {
        if (error) close(socket);
      });
    },
    tell(text) {
      if (hasBegun) send({ kind: 'line', line: text });
    },
    async finish(port) {
      send({ kind: 'finish', port });
      await Promise.race([states.finishing.promise, ended]);
    },
    end: () => {
      child.kill('SIGKILL');
    },
    ended,
  };
}
