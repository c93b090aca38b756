import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import type { DynamoDb } from '../../lambdas/adapters/dynamodb.ts';
import { connectService } from '../../lambdas/adapters/connect-service.ts';
import { participantService } from '../../lambdas/adapters/participant-service.ts';
import { readEnvironment } from '../../lambdas/environment.ts';
import { connectHandlers } from '../../lambdas/handlers/connect-handlers.ts';
import { participantHandlers } from '../../lambdas/handlers/participant-handlers.ts';
import type { Ports } from '../../lambdas/core/ports.ts';
import { sessionStarts } from '../../lambdas/adapters/session-starts.ts';
import { erasureStore } from '../../lambdas/adapters/erasure-store.ts';
import { startLimitStore } from '../../lambdas/adapters/start-limit-store.ts';
import { verificationPort } from '../../lambdas/verification-port.ts';
import { pipeline } from '../../lambdas/http/pipeline.ts';
import { document } from '../../lambdas/openapi/document.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { cookiesOf } from '../../lambdas/live-cookies.ts';
import { livePorts } from '../../lambdas/live-ports.ts';
import { liveReadings } from '../../lambdas/live-readings.ts';
import { liveShaper } from '../../lambdas/live-shaper.ts';
import { ensureTable, startDynamoDb } from '../../local/dynamodb.ts';
import { createGateway } from '../../local/gateway.ts';
import { functionDefaults, withoutQuotas } from '../../local/settings.ts';
import {
  startSimulatedConnect,
  type SimulatedConnect,
  type SimulatedConnectOptions,
} from '../../local/simulated-connect/simulated-connect.ts';

/** The API over the simulated Connect and dynalite, all in this process, from the sources. */
export interface LocalApi {
  /** Of the stage: http://127.0.0.1:PORT/v1 */
  readonly url: string;
  readonly simulator: SimulatedConnect;
  readonly dynamodbUrl: string;
  /** Every item of the table. */
  items(): Promise<Record<string, AttributeValue>[]>;
  /** The lines logged so far. */
  readonly log: string[];
  close(): Promise<void>;
}

export interface LocalApiOptions {
  readonly simulator?: SimulatedConnectOptions;
  /** Added to the functions' local environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of API Gateway, as the setting of a deployment. */
  readonly allowedHeaders?: readonly string[];
  /** Replaces some of the ports, such as the clock or a store that fails. */
  readonly ports?: (live: Ports) => Ports;
  /** Stands between the functions and the rows of the quotas. */
  readonly rows?: (live: DynamoDb) => DynamoDb;
}

Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: functionDefaults['AWS_ACCESS_KEY_ID'],
  AWS_SECRET_ACCESS_KEY: functionDefaults['AWS_SECRET_ACCESS_KEY'],
});

/** Whoever tests a limit sets one: other tests start more chats in a second, from one address, than visitors do. */
const roomForTests = '{"rate":1,"burst":5000,"perNetwork":false,"perUser":false}';

export async function startLocalApi(options: LocalApiOptions = {}): Promise<LocalApi> {
  const [simulator, dynamodb] = await Promise.all([
    startSimulatedConnect({ agent: { automatic: false }, ...options.simulator }),
    startDynamoDb(),
  ]);
  const environment = readEnvironment({
    ...functionDefaults,
    ...(options.simulator?.quotas !== true && withoutQuotas),
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
    ADMISSION: roomForTests,
    ...options.environment,
  });
  const { settings, region, tableName } = environment;
  await ensureTable(tableName, region, dynamodb.url);
  const log: string[] = [];
  const upstream = { region, endpoint: simulator.url };
  const replace = options.ports ?? ((live: Ports) => live);
  const rows = options.rows ?? ((live: DynamoDb) => live);
  const cookies = await cookiesOf(settings);
  const serve = (service: 'participant' | 'connect'): ReturnType<typeof pipeline> => {
    let replaced: Ports;
    return pipeline({
      operations: operations.filter((operation) => operation.service === service),
      handlers: service === 'participant' ? participantHandlers : connectHandlers,
      ports: (replaced = replace({
        ...livePorts(
          environment,
          service === 'participant'
            ? participantService(upstream)
            : connectService({ ...upstream, participantEndpoint: simulator.url }),
          service === 'participant'
            ? {
                // By the test's clock. Its sleep may take no time, and would be no bound for the rows. On a loaded machine
                // the rows take longer than a function waits for them.
                shaper: ({ sleep, db, ...parts }) =>
                  liveShaper({
                    ...parts,
                    db: rows(db),
                    now: () => replaced.now(),
                    sleep: (time) => sleep(20 * time),
                  }),
              }
            : {
                starts: sessionStarts,
                stores: (db) => ({
                  readings: liveReadings(db),
                  startLimits: startLimitStore(db),
                  erasure: () => Promise.resolve(erasureStore(db)),
                }),
              },
        ),
        ...(service === 'connect' && {
          apiDocument: () => Promise.resolve(document),
          ...(settings.verification && {
            verifyVisitor: verificationPort(settings.verification, environment, functionDefaults),
          }),
        }),
      })),
      log: (line) => log.push(line),
      metrics: environment.metrics,
      ...(cookies && { cookies }),
    });
  };
  const gateway = createGateway({
    functions: { participant: serve('participant'), connect: serve('connect') },
    allowedOrigins: settings.allowedOrigins,
    cookieOrigins: settings.cookieOrigins,
    ...(options.allowedHeaders && { allowedHeaders: options.allowedHeaders }),
    outside: (_request, response) => {
      response.writeHead(404).end();
      return Promise.resolve();
    },
  });
  await new Promise<void>((resolve) => {
    gateway.listen(0, '127.0.0.1', resolve);
  });
  const client = new DynamoDBClient({ region, endpoint: dynamodb.url });
  return {
    url: `http://127.0.0.1:${(gateway.address() as AddressInfo).port}/v1`,
    simulator,
    dynamodbUrl: dynamodb.url,
    async items() {
      const { Items = [] } = await client.send(
        new ScanCommand({ TableName: tableName, ConsistentRead: true }),
      );
      return Items;
    },
    log,
    async close() {
      client.destroy();
      const closed = new Promise<void>((resolve) => {
        gateway.close(() => resolve());
      });
      gateway.closeAllConnections();
      await Promise.all([closed, simulator.close(), dynamodb.close()]);
    },
  };
}
