import { randomUUID } from 'node:crypto';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Strike, WayName } from './fault.ts';

/** A call on its way, as the story tells it. */
export interface Passage {
  readonly way: WayName;
  readonly call: string;
  /** In ms. */
  readonly at: number;
  readonly strike: Strike | undefined;
  /** What the service answered; undefined if it was not asked, or has not answered. */
  status?: number;
}

/** A proxy before a service, on a port of loopback, on which calls meet what is in store for them. */
export interface Way {
  readonly url: string;
  /** Resolves when the service has answered whatever is still under way. */
  settled(): Promise<unknown>;
  close(): Promise<void>;
}

export interface WayOptions {
  readonly name: WayName;
  /** Of the service. */
  readonly target: string;
  readonly callOf: (request: IncomingMessage) => string;
  readonly now: () => number;
  /** What befalls a call. It is asked once for each. */
  readonly strike: (call: string) => Strike | undefined;
  readonly told: (passage: Passage) => void;
  /** Does what is no matter of the connection. */
  readonly happen: (strike: Strike) => void;
}

interface Reply {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** How each service refuses. */
const refusals: Readonly<Record<WayName, Readonly<Record<'throttle' | 'error', Refusal>>>> = {
  connect: {
    throttle: [429, 'ThrottlingException', 'Rate exceeded'],
    error: [500, 'InternalServerException', 'Internal failure'],
  },
  dynamodb: {
    throttle: [
      400,
      'ProvisionedThroughputExceededException',
      'The level of provisioned throughput was exceeded',
    ],
    error: [500, 'InternalServerError', 'Internal server error'],
  },
};

type Refusal = readonly [status: number, type: string, message: string];

export async function openWay({ name, target, callOf, now, strike, told, happen }: WayOptions): Promise<Way> {
  const agent = new Agent({ keepAlive: true });
  const underWay = new Set<Promise<unknown>>();

  function ask(asked: IncomingMessage, body: Buffer, passage: Passage): Promise<Reply> {
    const reply = new Promise<Reply>((resolve, reject) => {
      const outgoing = request(new URL(asked.url ?? '/', target), {
        method: asked.method,
        agent,
        headers: [
          ...without(['host', 'content-length'], asked.rawHeaders),
          'Host',
          new URL(target).host,
          'Content-Length',
          String(body.length),
        ],
      });
      outgoing.on('error', reject);
      outgoing.on('response', (response) => {
        replyOf(response).then((whole) => {
          passage.status = whole.status;
          return resolve(whole);
        }, reject);
      });
      outgoing.end(body);
    });
    return tracked(reply);
  }

  function tracked<T>(going: Promise<T>): Promise<T> {
    underWay.add(going);
    const end = (): unknown => underWay.delete(going);
    going.then(end, end);
    return going;
  }

  async function pass(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(asked);
    const call = callOf(asked);
    const passage: Passage = { way: name, call, at: now(), strike: strike(call) };
    told(passage);
    const befallen = passage.strike;
    if (!befallen) return give(response, await ask(asked, body, passage));
    const { does, when, ms } = befallen;
    if (does === 'late') {
      asked.socket.resetAndDestroy();
      await tracked(delay(ms).then(() => ask(asked, body, passage)));
      return;
    }
    const reply = when === 'after' ? await ask(asked, body, passage) : undefined;
    const passed = async (): Promise<void> => give(response, reply ?? (await ask(asked, body, passage)));
    switch (does) {
      case 'slow':
        await delay(ms);
        return await passed();
      case 'twice':
        await ask(asked, body, passage);
        return await passed();
      case 'forget':
        await ask(asked, withOtherToken(body), passage);
        return await passed();
      case 'expire':
      case 'renounce':
      case 'end':
        happen(befallen);
        return await passed();
      case 'kill':
        happen(befallen);
        return;
      case 'hang':
        return;
      case 'reset':
        asked.socket.resetAndDestroy();
        return;
      case 'truncate':
        return truncated(response, reply ?? (await ask(asked, body, passage)));
      case 'garbage':
        return give(response, html(200));
      case 'empty':
        return give(response, { status: 200, headers: ['content-length', '0'], body: Buffer.alloc(0) });
      case 'unavailable':
        return give(response, html(503));
      case 'throttle':
      case 'error':
        return give(response, refusal(...refusals[name][does]));
    }
  }

  const server = createServer((asked, response) => {
    pass(asked, response).catch(() => asked.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    settled: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    close: () =>
      new Promise((resolve) => {
        agent.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function give(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, [...headers]);
  response.end(body);
}

/** The head of the whole answer, and half of its body. */
function truncated(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length + 2 });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}

function refusal(status: number, type: string, message: string): Reply {
  const body = Buffer.from(JSON.stringify({ __type: type, message }));
  return {
    status,
    headers: [
      'content-type',
      'application/json',
      'x-amzn-errortype',
      type,
      'content-length',
      String(body.length),
    ],
    body,
  };
}

function withOtherToken(body: Buffer): Buffer {
  const members = JSON.parse(body.toString()) as object;
  return Buffer.from(JSON.stringify({ ...members, ClientToken: randomUUID() }));
}

function html(status: number): Reply {
  const body = Buffer.from('<html><body>There is something else here</body></html>');
  return { status, headers: ['content-type', 'text/html', 'content-length', String(body.length)], body };
}

function without(names: readonly string[], raw: readonly string[]): string[] {
  return raw.filter((_, index) => !names.includes(raw[index - (index % 2)]?.toLowerCase() ?? ''));
}

async function replyOf(response: IncomingMessage): Promise<Reply> {
  const body = await bodyOf(response);
  return { status: response.statusCode ?? 0, headers: response.rawHeaders, body };
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
