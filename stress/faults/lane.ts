import { mkdtemp } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { ensureTable } from '../../local/dynamodb.ts';
import { forkApiProcess } from '../../local/instances/fork-api-process.ts';
import { createInstance } from '../../local/instances/instance.ts';
import { functionDefaults, withoutQuotas } from '../../local/settings.ts';
import { routeOf } from '../../local/simulated-connect/service-http.ts';
import {
  startSimulatedConnect,
  type SimulatedConnect,
} from '../../local/simulated-connect/simulated-connect.ts';
import type { Strike, WayName } from './fault.ts';
import type { Functions, Version } from './functions.ts';
import { openWay, type Passage } from './way.ts';

/** How the two API processes of a lane differ from others. */
export interface Make {
  /** How far their clocks are from the machine's, in ms. */
  readonly clocks: readonly [number, number];
  readonly versions: readonly [Version, Version];
}

/** What the calls of a lane meet during a run. */
export interface Weather {
  readonly strike: (way: WayName, call: string) => Strike | undefined;
  readonly told: (passage: Passage) => void;
  /** `index` is the process whose call it befell. */
  readonly happen: (strike: Strike, index: number) => void;
}

/**
 * Two API processes, as two environments of Lambda, and a simulated Connect of their own; between them and whatever they
 * ask, ways on which something can happen. One run at a time is on it.
 */
export interface Lane {
  readonly simulator: SimulatedConnect;
  /** Of the processes: http://127.0.0.1:PORT */
  readonly urls: readonly string[];
  /** Lets the calls meet this from now on, of processes of this make. */
  prepare(make: Make, weather: Weather): Promise<void>;
  /** Kills a process at once, and starts another one in its place. */
  kill(index: number): void;
  /** Resolves when nothing of the run is on its way to a service any more. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface LaneOptions {
  readonly number: number;
  /** Of the DynamoDB that it shares with others. It has a table of its own there. */
  readonly dynamodb: string;
  readonly functions: Readonly<Record<Version, Functions>>;
  /** For small files. */
  readonly folder: string;
  readonly now: () => number;
  /** Takes what a process writes to stderr. */
  readonly complaint: (text: string) => void;
}

const calm: Weather = { strike: () => undefined, told: () => undefined, happen: () => undefined };

/** Without a queue, which the last release does not know. */
const entryPoints = JSON.stringify({
  default: {
    instanceId: '11111111-1111-4111-8111-111111111111',
    contactFlowId: '22222222-2222-4222-8222-222222222222',
  },
});

const clockPreload = new URL('../preload/clock-offset.ts', import.meta.url).href;

export async function openLane(options: LaneOptions): Promise<Lane> {
  const { number, dynamodb, functions, folder, now, complaint } = options;
  const tableName = `faults-${number}`;
  await ensureTable(tableName, functionDefaults['AWS_REGION'] ?? '', dynamodb);
  const simulator = await startSimulatedConnect({ agent: { automatic: false } });
  let weather = calm;
  let isClosing = false;

  const pair = await Promise.all([0, 1].map((index) => openPlace(index)));

  async function openPlace(index: number): Promise<Place> {
    const way = (name: WayName, target: string, callOf: (request: IncomingMessage) => string) =>
      openWay({
        name,
        target,
        callOf,
        now,
        strike: (call) => weather.strike(name, call),
        told: (passage) => weather.told(passage),
        happen: (strike) => weather.happen(strike, index),
      });
    const ways = await Promise.all([
      way('connect', simulator.url, connectCall),
      way('dynamodb', dynamodb, dynamoDbCall),
    ]);
    const environment = {
      ...functionDefaults,
      ...withoutQuotas,
      ENTRY_POINTS: entryPoints,
      TABLE_NAME: tableName,
      AWS_ENDPOINT_URL_CONNECT: ways[0].url,
      AWS_ENDPOINT_URL_CONNECTPARTICIPANT: ways[0].url,
      AWS_ENDPOINT_URL_DYNAMODB: ways[1].url,
    };
    const instance = createInstance(0, () => undefined);
    await instance.listen();
    let made: string | undefined;
    let starting: Promise<void> = Promise.resolve();
    let end: (() => Promise<unknown>) | undefined;

    async function start(make: Make): Promise<void> {
      const offset = make.clocks[index] ?? 0;
      const clocks = offset === 0 ? undefined : await mkdtemp(join(folder, 'clock-'));
      const fresh = forkApiProcess({
        line: () => undefined,
        complaint,
        prints: false,
        environment: {
          ...process.env,
          NODE_COMPILE_CACHE: join(folder, 'compiled'),
          ...(clocks !== undefined && {
            NODE_OPTIONS: `--import ${clockPreload}`,
            STRESS_CLOCKS: JSON.stringify({ offsets: [offset], folder: clocks }),
          }),
        },
      });
      end = () => {
        fresh.end();
        return fresh.ended;
      };
      const version = functions[make.versions[index] ?? 'now'];
      await fresh.begin({
        environment,
        functions: version,
        allowedHeaders: [],
        simulator: undefined,
        look: undefined,
        lines: [],
      });
      await instance.listen();
      void instance.answerWith(fresh);
      await warm(`http://127.0.0.1:${instance.port}/v1`);
      made = JSON.stringify(make);
    }

    let current: Make | undefined;

    async function again(before: Promise<void>): Promise<void> {
      await before;
      await end?.();
      if (current && !isClosing) await start(current);
    }

    return {
      get url() {
        return `http://127.0.0.1:${instance.port}`;
      },
      ways,
      async prepare(make) {
        await starting;
        current = make;
        if (made === JSON.stringify(make)) return;
        await end?.();
        await start(make);
      },
      kill() {
        made = undefined;
        starting = again(starting);
        starting.catch(() => undefined);
        // First its port: a connection that is handed to a process as it dies is never answered.
        instance.close();
        void end?.();
      },
      async close() {
        await starting.catch(() => undefined);
        instance.close();
        await end?.();
        await Promise.all(ways.map((one) => one.close()));
      },
    };
  }

  return {
    simulator,
    urls: pair.map(({ url }) => url),
    async prepare(make, next) {
      weather = calm;
      await Promise.all(pair.map((place) => place.prepare(make)));
      weather = next;
    },
    kill: (index) => pair[index]?.kill(),
    async settled() {
      await Promise.all(pair.flatMap(({ ways }) => ways.map((one) => one.settled())));
    },
    async close() {
      isClosing = true;
      await Promise.all(pair.map((place) => place.close()));
      await simulator.close();
    },
  };
}

/** A process, its port, and its ways. */
interface Place {
  readonly url: string;
  readonly ways: readonly Awaited<ReturnType<typeof openWay>>[];
  prepare(make: Make): Promise<void>;
  kill(): void;
  close(): Promise<void>;
}

/** Lets both functions load what they load with their first request: that is no matter of a scenario. */
async function warm(url: string): Promise<void> {
  for (const path of ['/chats', '/participant/message'])
    await (await fetch(url + path, { method: 'POST', headers: { connection: 'close' } })).text();
}

function connectCall({ method, url = '' }: IncomingMessage): string {
  return routeOf(method, url.split('?')[0] ?? '')?.operation ?? url;
}

function dynamoDbCall({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target']).replace(/^.*\./, '');
}
