import { untilStopped } from '../until-stopped.ts';
import { startSimulatedConnect } from './simulated-connect.ts';

const defaultPort = 4577;

/** Where it speaks: the process, or whatever a test listens at. */
export interface Streams {
  readonly stdout: Pick<NodeJS.WritableStream, 'write'>;
  readonly stderr: Pick<NodeJS.WritableStream, 'write'>;
}

/**
 * Runs the simulated Connect until `signal` aborts (or, without one, until Ctrl-C or SIGTERM), for `npm run simulator`.
 * Reads PORT (default 4577; 0 is any free port) and SIMULATOR_QUOTAS (1: Connect's default quotas hold), and prints
 * how to point AWS clients at it. Resolves with the process's exit code: 1, after one line on stderr, when it cannot
 * start.
 */
export async function serveSimulatedConnect(
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal = endOfProcess(),
  { stdout, stderr }: Streams = process,
): Promise<number> {
  const port = Number(environment['PORT'] ?? defaultPort);
  const quotas = environment['SIMULATOR_QUOTAS'] === '1';
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return fail(stderr, `PORT must be a whole number from 0 to 65535, not "${environment['PORT']}".`);
  }
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
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    return fail(
      stderr,
      taken
        ? `Port ${port} is taken. Set PORT to another one, for example PORT=${port + 1}.`
        : `The simulator cannot start: ${String(error)}`,
    );
  }
}

function fail(stderr: Streams['stderr'], line: string): number {
  stderr.write(`${line}\n`);
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

if (import.meta.main) process.exitCode = await serveSimulatedConnect(process.env);
