import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EnvironmentError } from '../lambdas/environment-error.ts';
import { readEnvironment } from '../lambdas/environment.ts';
import type { Environment } from '../lambdas/read-variables.ts';
import { bundle } from '../lib/functions/bundle.ts';
import { startBackends } from './backends.ts';
import { banner } from './banner.ts';
import type { Arguments } from './command-line/arguments.ts';
import { explain } from './explain.ts';
import { findConsole } from './find-console.ts';
import { startInstances } from './instances/instances.ts';
import type { Beginning } from './instances/messages.ts';
import { createReaper } from './reaper.ts';
import { createReload } from './reload/reload.ts';
import { watchSources } from './reload/watch-sources.ts';
import { functionDefaults, readLocalSettings, withoutQuotas, type LocalSettings } from './settings.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { untilStopped } from './until-stopped.ts';

type Variables = Readonly<Record<string, string | undefined>>;

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs `npm start`: the deployed functions behind a local API Gateway, with a simulated Connect and an embedded
 * DynamoDB unless others are named. This process holds those, the ports and the builds; other processes answer. Runs
 * until Ctrl-C or SIGTERM; resolves with the process's exit code.
 */
export async function main(variables: Variables, given: Arguments): Promise<number> {
  const settings = readLocalSettings(variables, given);
  const limited = 'problems' in settings || settings.quotas || settings.connect !== undefined;
  const environment = { ...functionDefaults, ...(!limited && withoutQuotas), ...present(variables) };
  // The client that creates the table reads these.
  Object.assign(process.env, environment);
  const read = environmentOf(environment);
  const problems = [settings, read].flatMap((one) => ('problems' in one ? one.problems : []));
  if ('problems' in settings || 'problems' in read) return fail([...new Set(problems)].join('\n'));
  const ending: (() => unknown)[] = [];
  try {
    await run({ settings, environment, read, json: given.json || !process.stdout.isTTY }, ending);
    return 0;
  } catch (error) {
    return fail(explain(error, 'npm start'));
  } finally {
    // Wait for what is still being started, then end it too.
    while (ending.length > 0) await Promise.all(ending.splice(0).map((end) => end()));
  }
}

interface Run {
  readonly settings: LocalSettings;
  /** The functions' environment, without what is started here. */
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
  let watching = true;
  const instances = await startInstances({
    port: settings.port,
    count: settings.instances,
    look: json ? undefined : { colour: process.stdout.hasColors() },
    complaint: (text) => process.stderr.write(text),
    crash: ({ instance, port, how }) =>
      notice(
        `API process ${instance} of ${settings.instances} (http://localhost:${port}) has ended: ${how}. The rest goes on. ` +
          `It comes back ${watching ? 'with the next change of the code, or ' : ''}when npm start is started again.`,
      ),
  });
  ending.push(() => instances.close());
  const folder = await makeTemporaryFolder();
  let builds: Promise<unknown> = Promise.resolve();
  ending.push(async () => {
    await builds;
    await folder.remove();
  });
  // On a terminal nobody reads JSON.
  const reaper = createReaper(notice, (line) => json && process.stdout.write(`${line}\n`));
  ending.push(() => reaper.close());
  const starting = startBackends(settings, read, ending, (event) => reaper.invoke(event));
  ending.push(() => Promise.allSettled([starting]));
  const build = async (): Promise<Omit<Beginning, 'lines' | 'look'>> => {
    const bundled = bundle(folder.path);
    builds = Promise.allSettled([builds, bundled]);
    const [code, { simulator, endpoints }] = await Promise.all([bundled, starting]);
    Object.assign(process.env, endpoints);
    const environment = { ...given, ...endpoints };
    await reaper.load(join(code.reaper.directory, 'reaper.mjs'), environment);
    return {
      environment,
      functions: {
        participant: join(code.participant.directory, 'participant.mjs'),
        connect: join(code.connect.directory, 'connect.mjs'),
      },
      allowedHeaders: settings.allowedHeaders,
      simulator,
    };
  };
  const reload = createReload({
    root,
    async exchange() {
      await instances.exchange(build());
      return instances.pids;
    },
    say: notice,
    now: () => performance.now(),
  });
  const watcher = watchSources(
    root,
    ['lambdas', 'local', 'lib', 'client/src'],
    (paths) => void reload(paths),
    (error) => {
      if (watching)
        notice(`Changes of the code are not noticed (${error.message}): restart npm start after them.`);
      watching = false;
    },
  );
  ending.push(() => watcher.close());
  await instances.exchange(build());
  const { simulator, endpoints } = await starting;
  process.stdout.write(
    banner({
      ports: instances.ports,
      pids: instances.pids,
      simulator,
      quotas: settings.quotas,
      agentConsole:
        simulator === undefined
          ? await findConsole(endpoints.AWS_ENDPOINT_URL_CONNECTPARTICIPANT)
          : `http://localhost:${instances.ports[0]}/agent`,
      services: servicesOf(settings, read),
      embedded: settings.dynamodb === undefined,
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

/** Lists the services in use that are not built in. */
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

/** Prints beside the requests' lines, which a program may read. */
function notice(text: string): void {
  process.stderr.write(`${text}\n`);
}

function fail(message: string): number {
  process.stderr.write(`${message}\n`);
  return 1;
}
