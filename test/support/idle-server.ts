import { startServer, type Server } from './server.ts';

/**
 * `npm start`, left alone from the beginning of a run of all tests, so that the minutes which it idles are the ones
 * that the other tests take. Node's test runner calls these two: `--test-global-setup`.
 */
let server: Server | undefined;

const variables = { url: 'IDLE_SERVER_URL', since: 'IDLE_SERVER_SINCE' } as const;

export async function globalSetup(): Promise<void> {
  server = await startServer();
  process.env[variables.url] = server.url;
  process.env[variables.since] = String(Date.now());
}

export async function globalTeardown(): Promise<void> {
  await server?.stop();
}

/** A server that nobody has asked anything, and since when it is ready (epoch milliseconds). */
export interface IdleServer {
  readonly url: string;
  readonly since: number;
  stop(): Promise<unknown>;
}

/** The one of this run; where a file is run by itself, one of its own. */
export async function idleServer(): Promise<IdleServer> {
  const url = process.env[variables.url];
  if (url !== undefined)
    return { url, since: Number(process.env[variables.since]), stop: () => Promise.resolve() };
  const own = await startServer();
  return { url: own.url, since: Date.now(), stop: () => own.stop() };
}
