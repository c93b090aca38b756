import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../lambdas/environment-error.ts';
import { readEnvironment, type Environment } from '../lambdas/environment.ts';
import { bundle } from '../lib/functions/bundle.ts';
import { banner } from './banner.ts';
import { checkConnect } from './check-connect.ts';
import { readArguments, type Arguments } from './command-line/arguments.ts';
import { usage } from './command-line/usage.ts';
import { ensureTable, startDynamoDb } from './dynamodb.ts';
import { explain } from './explain.ts';
import { findConsole } from './find-console.ts';
import { startInstances } from './instances/instances.ts';
import { createReload } from './reload/reload.ts';
import { watchSources } from './reload/watch-sources.ts';
import { requestLine } from './request-line.ts';
import { functionDefaults, readLocalSettings, type LocalSettings } from './settings.ts';
import { startSimulatedConnect } from './simulated-connect/simulated-connect.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { untilStopped } from './until-stopped.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * `npm start`: the deployed functions behind a local API Gateway, with a simulated Connect and an embedded DynamoDB
 * unless others are named. This process holds those, the ports and the builds; others answer. Runs until Ctrl-C or
 * SIGTERM; resolves with the process's exit code: 2 for arguments that are none, 1 where it cannot start.
 */
export async function main(variables: Variables, argv: readonly string[]): Promise<number> {
  const given = readArguments('start', argv, variables);
  if ('problem' in given) return fail(given.problem, 2);
  if (given.help) {
    process.stdout.write(usage.start);
    return 0;
  }
  const settings = readLocalSettings(variables, given);
  const environment = { ...functionDefaults, ...present(variables) };
  const read = environmentOf(environment);
  const problems = [settings, read].flatMap((one) => ('problems' in one ? one.problems : []));
  if ('problems' in settings || 'problems' in read) return fail([...new Set(problems)].join('\n'), 1);
  const ending: (() => unknown)[] = [];
  try {
    await run({ settings, environment, read, json: given.json || !process.stdout.isTTY }, ending);
    return 0;
  } catch (error) {
    return fail(explain(error, 'npm start'), 1);
  } finally {
    await Promise.all(ending.map((end) => end()));
  }
}

interface Run {
  readonly settings: LocalSettings;
  /** The functions', but for what is started here. */
  readonly environment: Readonly<Record<string, string>>;
  readonly read: Environment;
  readonly json: Arguments['json'];
}

/** Adds to `ending` what ends each thing that it starts. */
async function run(
  { settings, environment: given, read, json }: Run,
  ending: (() => unknown)[],
): Promise<void> {
  const stopped = untilStopped();
  const { connect, dynamodb, quotas, allowedHeaders } = settings;
  const { tableName, region } = read;
  let watching = true;
  const instances = await startInstances({
    port: settings.port,
    count: settings.instances,
    line: (line, instance) => process.stdout.write(`${json ? line : forPeople(line, instance)}\n`),
    complaint: (text) => process.stderr.write(text),
    crash: ({ instance, port, how }) =>
      notice(
        `API process ${instance} of ${settings.instances} (http://localhost:${port}) has ended: ${how}. The rest goes on; ` +
          `${watching ? 'it comes back with the next change of the code, or' : 'to have it back,'} restart npm start.`,
      ),
  });
  ending.push(() => instances.close());
  function forPeople(line: string, instance: number): string {
    const which = settings.instances > 1 ? { instance } : {};
    return requestLine(line, { colour: process.stdout.hasColors(), ...which, time: timeOfDay });
  }

  if (connect)
    await Promise.all([
      checkConnect('AWS_ENDPOINT_URL_CONNECT', connect.connect),
      checkConnect('AWS_ENDPOINT_URL_CONNECTPARTICIPANT', connect.participant),
    ]);
  const folder = await makeTemporaryFolder();
  ending.push(() => folder.remove());
  const built = bundle(folder.path);
  // Awaited below; until then a failure elsewhere is the one to tell.
  built.catch(() => undefined);
  const [simulator, embedded] = await Promise.all([
    connect ? undefined : startSimulatedConnect({ quotas }),
    dynamodb === undefined ? startDynamoDb() : undefined,
  ]);
  if (simulator) ending.push(() => simulator.close());
  if (embedded) ending.push(() => embedded.close());
  const participant = connect?.participant ?? simulator?.url ?? '';
  const environment = {
    ...given,
    AWS_ENDPOINT_URL_CONNECT: connect?.connect ?? simulator?.url ?? '',
    AWS_ENDPOINT_URL_CONNECTPARTICIPANT: participant,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb ?? embedded?.url ?? '',
  };
  Object.assign(process.env, environment);
  await ensureTable(tableName, region, environment.AWS_ENDPOINT_URL_DYNAMODB);

  const exchange = async (code: ReturnType<typeof bundle>): Promise<void> => {
    const functions = await code;
    await instances.exchange({
      environment,
      functions: {
        participant: join(functions.participant.directory, 'participant.mjs'),
        connect: join(functions.connect.directory, 'connect.mjs'),
      },
      allowedHeaders,
      simulator: simulator?.url,
    });
  };
  const reload = createReload({
    root,
    exchange: () => exchange(bundle(folder.path)),
    say: notice,
    now: () => performance.now(),
  });
  const watcher = watchSources(
    root,
    ['lambdas', 'local', 'lib'],
    (paths) => void reload(paths),
    (error) => {
      if (watching)
        notice(`Changes of the code are not noticed (${error.message}): restart npm start after them.`);
      watching = false;
    },
  );
  ending.push(() => watcher.close());
  await exchange(built);
  process.stdout.write(
    banner({
      ports: instances.ports,
      pids: instances.pids,
      simulator: simulator?.url,
      quotas,
      agentConsole: simulator
        ? `http://localhost:${instances.ports[0]}/agent`
        : await findConsole(participant),
      services: servicesOf(settings, read),
      embedded: embedded !== undefined,
      json,
      seconds: process.uptime(),
    }),
  );
  await stopped;
}

function environmentOf(variables: Variables): Environment | { readonly problems: readonly string[] } {
  try {
    return readEnvironment(variables);
  } catch (error) {
    if (error instanceof EnvironmentError) return error;
    throw error;
  }
}

/** What is asked that is not built in. */
function servicesOf(
  { connect, dynamodb }: LocalSettings,
  { settings: { signIn } }: Environment,
): readonly (readonly [string, string])[] {
  const named = [
    ['Amazon Connect', connect?.connect],
    ['the Participant Service', connect?.participant],
    ['DynamoDB', dynamodb],
    ['the identity provider', signIn?.jwksUri ?? signIn?.issuer],
  ] as const;
  return named.flatMap(([name, url]) => (url === undefined ? [] : [[name, url] as const]));
}

function present(variables: Variables): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
}

function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

/** Beside the requests' lines, which may be read by a program. */
function notice(text: string): void {
  process.stderr.write(`${text}\n`);
}

function fail(message: string, code: number): number {
  process.stderr.write(`${message}\n`);
  return code;
}
