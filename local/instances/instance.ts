import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { ApiProcess } from './fork-api-process.ts';

/** A port, and the process that answers there now. */
export interface Instance {
  readonly port: number;
  readonly current: ApiProcess | undefined;
  /** Resolves when it has been closed or its process has crashed. Rejects with the system's error. */
  listen(): Promise<void>;
  /** Lets this process answer. Resolves when the one before no longer does. */
  answerWith(process: ApiProcess): Promise<void>;
  close(): void;
}

/** Calls `crashed` with how a process ended that nobody had told to end. */
export function createInstance(givenPort: number, crashed: (how: string) => void): Instance {
  let port = givenPort;
  let server: Server | undefined;
  let current: ApiProcess | undefined;
  /** Connections that were accepted before there was a process to answer. */
  const waiting: Socket[] = [];

  function accept(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    if (current) current.take(socket);
    else waiting.push(socket);
  }

  function stopListening(): void {
    server?.close();
    server = undefined;
    for (const socket of waiting.splice(0)) socket.destroy();
  }

  async function watchOver(process: ApiProcess): Promise<void> {
    const how = await process.ended;
    if (current !== process) return;
    current = undefined;
    // To a client it looks like a process that is not there.
    stopListening();
    crashed(how);
  }

  return {
    get port() {
      return port;
    },
    get current() {
      return current;
    },
    async listen() {
      if (server) return;
      if (await isElsewhere(port)) throw Object.assign(new Error('in use'), { code: 'EADDRINUSE', port });
      const listening = createServer({ pauseOnConnect: true }, accept);
      await new Promise<void>((resolve, reject) => {
        listening.on('error', reject).listen(port, '127.0.0.1', resolve);
      });
      port = (listening.address() as AddressInfo).port;
      server = listening;
    },
    async answerWith(process) {
      const before = current;
      current = process;
      for (const socket of waiting.splice(0)) process.take(socket);
      void watchOver(process);
      await before?.finish(port);
    },
    close() {
      current = undefined;
      stopListening();
    },
  };
}

/**
 * Whether another program listens at this port of the other loopback address. Browsers and curl try that one first for
 * `localhost`, and would not come here.
 */
async function isElsewhere(port: number): Promise<boolean> {
  if (port === 0) return false;
  const socket = connect(port, '::1');
  const answers = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  socket.destroy();
  return answers;
}
