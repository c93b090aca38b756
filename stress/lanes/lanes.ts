import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chatRowStore } from '../../lambdas/adapters/chat-row-store.ts';
import { connectDynamoDb } from '../../lambdas/adapters/dynamodb.ts';
import { openChatCounts } from '../../lambdas/adapters/open-chat-counts.ts';
import { dynamoDbQuery } from '../../lambdas/adapters/wire/dynamodb-query.ts';
import { newTrace } from '../../lambdas/core/trace.ts';
import { readCredentials } from '../../lambdas/credentials.ts';
import { bundle } from '../../lib/functions/bundle.ts';
import { ensureTable, startDynamoDb } from '../../local/dynamodb.ts';
import { functionDefaults, withoutQuotas } from '../../local/settings.ts';
import {
  startSimulatedConnect,
  type SimulatedConnect,
} from '../../local/simulated-connect/simulated-connect.ts';
import { startApiLane, type ApiLane, type LaneOptions } from './api-lane.ts';
import { leapingClock, type LeapingClock } from './clock.ts';
import { startReaperLane, type ReaperLane } from './reaper-lane.ts';

/**
 * API processes of `npm start` and the function that ends chats, each a process that may be killed at any call that it
 * makes, over a simulated Connect and a DynamoDB in this process. Their clocks leap when nothing goes on, so that an hour
 * takes no hour.
 */
export interface Lanes {
  readonly clock: LeapingClock;
  readonly connect: SimulatedConnect;
  readonly apis: readonly ApiLane[];
  readonly reaper: ReaperLane;
  /** What the table says: the count of open chats, and how many rows are to be looked at. */
  counts(): Promise<{ readonly counted: number; readonly rows: number }>;
  close(): Promise<void>;
}

export interface LanesOptions {
  readonly apis: number;
  /** By how much the next process's clock is apart from the right time, in ms. Default: not at all. */
  readonly apart?: () => number;
  /** Settings of the functions. */
  readonly environment?: Readonly<Record<string, string>>;
  /** How long nobody answers at the port of a killed API process. Default: until the next one has started. */
  readonly away?: () => Promise<void>;
  /** Takes Connect's contact events, as they come about. */
  readonly contactEvents: (event: object) => void;
}

/** What of this process's environment the others are given: no setting of the functions, and no credentials. */
const inherited = ['PATH', 'HOME', 'TMPDIR', 'CI'];
const preload = new URL('../preload/leaping-clock.ts', import.meta.url).href;

export async function startLanes({
  apis: number,
  apart = () => 0,
  environment = {},
  away,
  contactEvents,
}: LanesOptions): Promise<Lanes> {
  const folder = await mkdtemp(join(tmpdir(), 'connect-chat-bff-stress-'));
  const ending: (() => Promise<unknown>)[] = [
    () => rm(folder, { recursive: true, force: true, maxRetries: 10 }),
  ];
  const close = async (): Promise<void> => {
    for (const end of ending.toReversed()) await end();
  };
  try {
    const clock = leapingClock(join(folder, 'clock'));
    const code = await bundle(folder);
    const connect = await startSimulatedConnect({
      now: clock.now,
      endsOverdue: false,
      agent: { automatic: false },
      contactEvents,
    });
    ending.push(() => connect.close());
    const dynamodb = await startDynamoDb();
    ending.push(() => dynamodb.close());
    const given = { ...functionDefaults, ...withoutQuotas, ...environment };
    const { TABLE_NAME: tableName = '', AWS_REGION: region = '' } = given;
    // The client that creates the table reads them.
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: given['AWS_ACCESS_KEY_ID'],
      AWS_SECRET_ACCESS_KEY: given['AWS_SECRET_ACCESS_KEY'],
    });
    await ensureTable(tableName, region, dynamodb.url);
    const options: LaneOptions = {
      dynamodb: dynamodb.url,
      connect: connect.url,
      now: clock.now,
      away,
      processEnvironment: () => ({
        ...Object.fromEntries(inherited.map((name) => [name, process.env[name]])),
        NODE_OPTIONS: `--import ${preload}`,
        // A killed process costs mostly the loading of the next one's modules.
        NODE_COMPILE_CACHE: join(folder, 'compiled'),
        STRESS_CLOCK: clock.file,
        STRESS_APART: String(Math.round(apart())),
      }),
      functionEnvironment: (services) => ({
        ...given,
        AWS_ENDPOINT_URL_DYNAMODB: services,
        AWS_ENDPOINT_URL_CONNECT: services,
        AWS_ENDPOINT_URL_CONNECTPARTICIPANT: services,
      }),
    };
    const modules = {
      participant: join(code.participant.directory, 'participant.mjs'),
      connect: join(code.connect.directory, 'connect.mjs'),
    };
    const apis: ApiLane[] = [];
    for (let index = 0; index < number; index++) {
      const lane = await startApiLane(modules, options);
      apis.push(lane);
      ending.push(() => lane.close());
    }
    const reaper = await startReaperLane(join(code.reaper.directory, 'reaper.mjs'), options);
    ending.push(() => reaper.close());
    return { clock, connect, apis, reaper, counts: countsOf(dynamodb.url, tableName, region), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function countsOf(endpoint: string, tableName: string, region: string): Lanes['counts'] {
  const wire = { region, endpoint, credentials: readCredentials(functionDefaults), now: Date.now };
  const db = connectDynamoDb({ tableName, ...wire });
  const [counts, rows] = [openChatCounts(db, randomBytes), chatRowStore(db, dynamoDbQuery(wire), tableName)];
  return async () => ({
    counted: (await counts.read(instanceId, newTrace())).count,
    rows: await rows.count(instanceId, newTrace()),
  });
}

/** That of the functions' local settings. */
export const instanceId = '11111111-1111-4111-8111-111111111111';
