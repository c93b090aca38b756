import type { Arguments } from '../command-line/arguments.ts';
import { explain } from '../explain.ts';
import { readPort, readQuotas } from '../settings.ts';
import { untilStopped } from '../until-stopped.ts';
import { startSimulatedConnect } from './simulated-connect.ts';

const defaultPort = 4577;

/** Where it prints: the process, or a test. */
export interface Streams {
  readonly stdout: Pick<NodeJS.WritableStream, 'write'>;
  readonly stderr: Pick<NodeJS.WritableStream, 'write'>;
}

/**
 * Runs the simulated Connect until `signal` aborts (or, without one, until Ctrl-C or SIGTERM), for `npm run simulator`.
 * Reads --port or PORT (default 4577; 0 is any free port) and SIMULATOR_QUOTAS (1: Connect's default quotas hold), and
 * prints how to point AWS clients at it. Resolves with the process's exit code: 1, after one line on stderr, when it
 * cannot start.
 */
export async function serveSimulatedConnect(
  environment: Readonly<Record<string, string | undefined>>,
  given: Pick<Arguments, 'port'> = { port: undefined },
  signal: AbortSignal = endOfProcess(),
  { stdout, stderr }: Streams = process,
): Promise<number> {
  const port = readPort(environment, given.port, defaultPort);
  const quotas = readQuotas(environment);
  if (typeof port === 'string' || typeof quotas === 'string')
    return fail(
      stderr,
      [port, quotas].filter((problem) => typeof problem === 'string'),
    );
  try {
    const simulator = await startSimulatedConnect({ port, quotas });
    stdout.write(
      `${[
        `Simulated Amazon Connect at ${simulator.url}${quotas ? ', with default quotas' : ''}`,
        '',
        'Point AWS clients at it (any credentials will do):',
        `  export AWS_ENDPOINT_URL_CONNECT=${simulator.url}`,
        `  export AWS_ENDPOINT_URL_CONNECTPARTICIPANT=${simulator.url}`,
        '',
        `Agent console  ${simulator.url}/agent`,
        '',
        'Ctrl-C ends it.',
      ].join('\n')}\n`,
    );
    await aborted(signal);
    await simulator.close();
    return 0;
  } catch (error) {
    return fail(stderr, [explain(error, 'npm run simulator')]);
  }
}

function fail(stderr: Streams['stderr'], problems: readonly string[]): number {
  stderr.write(`${problems.join('\n')}\n`);
  return 1;
}

function endOfProcess(): AbortSignal {
  const end = new AbortController();
  void untilStopped().then(() => end.abort());
  return end.signal;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
