import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EnvironmentError } from '../lambdas/environment-error.ts';
import { readEnvironment } from '../lambdas/environment.ts';
import type { LambdaHandler } from '../lambdas/http/pipeline.ts';
import { bundle } from '../lib/functions/bundle.ts';
import { banner } from './banner.ts';
import { ensureTable, startDynamoDb } from './dynamodb.ts';
import { findConsole } from './find-console.ts';
import { createGateway } from './gateway.ts';
import { createOpsApi } from './ops/ops-api.ts';
import { createPages } from './pages/pages.ts';
import { functionDefaults, readLocalSettings } from './settings.ts';
import { startSimulatedConnect } from './simulated-connect/simulated-connect.ts';
import { untilStopped } from './until-stopped.ts';

/**
 * `npm start`: the deployed functions behind a local API Gateway, with a simulated Connect and an embedded DynamoDB
 * unless others are named. Runs until Ctrl-C or SIGTERM; resolves with the process's exit code.
 */
export async function main(variables: Readonly<Record<string, string | undefined>>): Promise<number> {
  const settings = readLocalSettings(variables);
  if ('problems' in settings) return fail(settings.problems.join('\n'));
  const ending: (() => Promise<void>)[] = [];
  const stopped = untilStopped();
  try {
    const built = bundle();
    // Awaited below; until then a failure elsewhere is the one to tell.
    built.catch(() => undefined);
    const [simulator, dynamodb] = await Promise.all([
      settings.connect !== undefined && settings.participant !== undefined
        ? undefined
        : startSimulatedConnect({ quotas: settings.quotas }),
      settings.dynamodb === undefined ? startDynamoDb() : undefined,
    ]);
    if (simulator) ending.push(() => simulator.close());
    if (dynamodb) ending.push(() => dynamodb.close());
    const environment = {
      ...functionDefaults,
      ...given(variables),
      AWS_ENDPOINT_URL_CONNECT: settings.connect ?? simulator?.url ?? '',
      AWS_ENDPOINT_URL_CONNECTPARTICIPANT: settings.participant ?? simulator?.url ?? '',
      AWS_ENDPOINT_URL_DYNAMODB: settings.dynamodb ?? dynamodb?.url ?? '',
    };
    const { settings: api, tableName, region } = readEnvironment(environment);
    Object.assign(process.env, environment);
    await ensureTable(tableName, region, environment.AWS_ENDPOINT_URL_DYNAMODB);
    const code = await built;
    const ops = createOpsApi(process.stdout);
    ending.push(() => Promise.resolve(ops.close()));
    const [participant, connect, pages] = await Promise.all([
      load(join(code.participant.directory, 'participant.mjs')),
      load(join(code.connect.directory, 'connect.mjs')),
      createPages({
        region,
        participant: environment.AWS_ENDPOINT_URL_CONNECTPARTICIPANT,
        agentApi: simulator?.agentApi,
        opsApi: ops.handle,
      }),
    ]);
    const gateway = createGateway({
      functions: { participant, connect },
      allowedOrigins: api.allowedOrigins,
      allowedHeaders: settings.allowedHeaders,
      reasonOf: ops.reasonOf,
      outside: pages,
    });
    await new Promise<void>((resolve, reject) => {
      gateway.once('error', reject).listen(settings.port, '127.0.0.1', resolve);
    });
    ending.push(
      () =>
        new Promise((resolve) => {
          gateway.close(() => resolve());
          gateway.closeAllConnections();
        }),
    );
    const { port } = gateway.address() as AddressInfo;
    const agentConsole = simulator
      ? `http://localhost:${port}/agent`
      : await findConsole(environment.AWS_ENDPOINT_URL_CONNECTPARTICIPANT);
    process.stdout.write(
      banner({ port, simulator: simulator?.url, agentConsole, settings, seconds: process.uptime() }),
    );
    await stopped;
    return 0;
  } catch (error) {
    return fail(explain(error, settings));
  } finally {
    await Promise.all(ending.map((end) => end()));
  }
}

async function load(file: string): Promise<LambdaHandler> {
  const { handler } = (await import(pathToFileURL(file).href)) as { handler: LambdaHandler };
  return handler;
}

function given(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

function fail(message: string): number {
  process.stderr.write(`${message}\n`);
  return 1;
}

/** One line that says what to do. */
function explain(
  error: unknown,
  settings: { readonly port: number; readonly dynamodb: string | undefined },
): string {
  if (error instanceof EnvironmentError) return error.problems.join('\n');
  const { code, name, message } = error as { code?: string; name?: string; message?: string };
  if (code === 'EADDRINUSE')
    return `Port ${settings.port} is in use: choose another one, such as PORT=${settings.port + 1} npm start`;
  if (code === 'EACCES')
    return `Port ${settings.port} is not allowed here: choose one above 1023, such as PORT=3000`;
  if (code === 'ECONNREFUSED' && settings.dynamodb !== undefined)
    return `There is no DynamoDB at ${settings.dynamodb}: start it, or unset AWS_ENDPOINT_URL_DYNAMODB for the built-in one`;
  return `npm start could not start: ${name ?? 'Error'}: ${(message ?? '').split('\n', 1)[0]}`;
}
