import { Agent, createServer, request, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

/** A call of a process to one of the services behind the tap. */
export interface TappedCall {
  readonly service: 'dynamodb' | 'connect';
  /** DynamoDB's operation; of Connect, the method and the path. */
  readonly operation: string;
}

/**
 * What happens to a call, if anything does:
 * - `killed`, `killed-after`: the process is killed before the service has the call, or when it has carried it out
 * - `refused`: the service answers that it has failed, and has done nothing
 * - `throttled`: DynamoDB says that there are too many calls
 * - `unanswered`: carried out, and the connection breaks before the answer
 * - `late`: the connection breaks, and the call is carried out a second and a half later
 */
export type Mishap = 'killed' | 'killed-after' | 'refused' | 'throttled' | 'unanswered' | 'late';

export type Decide = (call: TappedCall) => Mishap | undefined;

/** Stands between a process and its services: both have its URL for their endpoint. */
export interface Tap {
  readonly url: string;
  /** Asked about every call from now on. */
  decide: Decide;
  /** How many calls something has happened to so far. */
  readonly mishaps: number;
  /** Resolves when no call is late any more: no clock may leap before, as a second and a half would become minutes. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface TapOptions {
  readonly dynamodb: string;
  readonly connect: string;
  /** What the services' clocks show: epoch milliseconds. */
  readonly now: () => number;
  readonly kill: () => void;
}

export const nothingHappens: Decide = () => undefined;

const lateMs = 1_500;

/** Headers of a connection, which are not handed on. */
const ofConnection = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'host',
  'content-length',
  'date',
]);

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export async function startTap({ dynamodb, connect, now, kill }: TapOptions): Promise<Tap> {
  const agent = new Agent({ keepAlive: true });
  const late = new Set<Promise<unknown>>();
  const closing = new AbortController();
  let mishaps = 0;

  function carryOut(
    to: string,
    { method = '', path, headers, body }: Parameters<typeof handOn>[0],
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(new URL(path, to), { method, agent, headers: without(headers, body) });
      asked.on('error', reject);
      asked.on('response', (response) => {
        buffer(response).then(
          (answer) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer }),
          reject,
        );
      });
      asked.end(body);
    });
  }

  async function handOn(
    call: {
      readonly method: string | undefined;
      readonly path: string;
      readonly headers: IncomingHttpHeaders;
      readonly body: Buffer;
    },
    response: ServerResponse,
  ): Promise<void> {
    const target = call.headers['x-amz-target'];
    const service = typeof target === 'string' ? 'dynamodb' : 'connect';
    const to = service === 'dynamodb' ? dynamodb : connect;
    const operation =
      typeof target === 'string' ? (target.split('.')[1] ?? '') : `${call.method} ${call.path}`;
    const mishap = tap.decide({ service, operation });
    if (mishap !== undefined) mishaps++;
    const answer = (given: Answer): void => {
      response.sendDate = false;
      for (const [name, value] of Object.entries(given.headers))
        if (value !== undefined && !ofConnection.has(name)) response.setHeader(name, value);
      response.setHeader('date', new Date(now()).toUTCString());
      response.statusCode = given.status;
      response.end(given.body);
    };
    switch (mishap) {
      case 'killed':
        kill();
        response.destroy();
        return;
      case 'late': {
        response.destroy();
        const done = delay(lateMs, undefined, { signal: closing.signal })
          .then(() => carryOut(to, call))
          .catch(() => undefined)
          .finally(() => late.delete(done));
        late.add(done);
        return;
      }
      case 'refused':
        answer(failure(500, 'InternalServerError'));
        return;
      case 'throttled':
        answer(failure(400, 'ProvisionedThroughputExceededException'));
        return;
      case 'killed-after':
        await carryOut(to, call);
        kill();
        response.destroy();
        return;
      case 'unanswered':
        await carryOut(to, call);
        response.destroy();
        return;
      case undefined:
        answer(await carryOut(to, call));
    }
  }

  const server = createServer((asked, response) => {
    buffer(asked)
      .then((body) =>
        handOn({ method: asked.method, path: asked.url ?? '/', headers: asked.headers, body }, response),
      )
      // The process behind it was killed, or the world ends.
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const tap: Tap = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    decide: nothingHappens,
    get mishaps() {
      return mishaps;
    },
    async settled() {
      await Promise.all(late);
    },
    async close() {
      closing.abort();
      agent.destroy();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
  return tap;
}

function without(headers: IncomingHttpHeaders, body: Buffer): IncomingHttpHeaders {
  return {
    ...Object.fromEntries(Object.entries(headers).filter(([name]) => !ofConnection.has(name))),
    'content-length': String(body.length),
  };
}

function failure(status: number, name: string): Answer {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: Buffer.from(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}` })),
  };
}
