import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { apiEvent, messageEvent } from '../child/api-event.ts';
import { startProcess, type AskedProcess } from '../child/asked-process.ts';
import type { FirstRequest } from '../child/requests.ts';
import type { Progress } from '../progress.ts';
import { shuffled } from '../shuffled.ts';
import type { DistanceAnswers, DistanceRequest, ServiceUrls } from '../services/requests.ts';
import type { Stage } from '../stage.ts';
import { cpuSlice, type CpuSlice } from './cpu-slice.ts';
import { delays } from './latency.ts';

/** The first request of a new environment, and the memory of the function that answers. */
export const firstRequests = { message: 512, start: 1_024 } as const;

/** Milliseconds between the function and each of the services, there and back. */
export const roundTrips = [1, 5] as const;

const aheads = ['with', 'without'] as const;

type Ahead = (typeof aheads)[number];
type Kind = keyof typeof firstRequests;
/** Milliseconds. */
export type FirstRequestSample = Pick<FirstRequest, 'initialization' | 'elapsed' | 'cpu'>;

/** With connections opened ahead, and without: one sample a round. */
export type FirstRequestSamples = Readonly<Record<Ahead, readonly FirstRequestSample[]>>;

/** First requests of new environments. */
export interface FirstRequests extends FirstRequestSamples {
  readonly kind: Kind;
  readonly roundTrip: number;
}

/**
 * Measures over TLS and at a distance: the function is loaded on a whole core and asked on a slice of one. Undefined if
 * there is no slice.
 */
export async function measureFirstRequests(
  rounds: number,
  bearer: string,
  stage: Stage,
  random: () => number,
  progress: Progress,
): Promise<readonly FirstRequests[] | undefined> {
  const measured: FirstRequests[] = [];
  const slices = {} as Record<Kind, CpuSlice>;
  const distance = startDistance(stage.folder);
  if (!distance) return undefined;
  try {
    for (const kind of kinds) {
      const slice = cpuSlice(firstRequests[kind]);
      if (!slice) return undefined;
      slices[kind] = slice;
    }
    await stage.services.ask({ kind: 'delays', ...delays });
    const urls = await stage.services.ask({ kind: 'urls' });
    for (const roundTrip of roundTrips) {
      const far = await distance.ask({ kind: 'distance', urls, roundTrip });
      for (const kind of kinds) {
        progress.step(`First request: a ${kind}, ${roundTrip} ms away`);
        const ask = asker(kind, bearer, far, slices[kind], stage);
        // The first run of each does not count: it reads files that later ones find in memory.
        for (const ahead of aheads) await ask(ahead);
        const samples: Record<Ahead, FirstRequestSample[]> = { with: [], without: [] };
        for (let round = 0; round < rounds; round++)
          for (const ahead of shuffled(aheads, random)) samples[ahead].push(await ask(ahead));
        measured.push({ kind, roundTrip, ...samples });
      }
    }
    return measured;
  } finally {
    await stage.services.ask({ kind: 'delays', dynamodb: 0, connect: 0 });
    await distance.end();
    for (const slice of Object.values(slices)) slice.remove();
  }
}

const kinds = Object.keys(firstRequests) as Kind[];

function startDistance(folder: string): AskedProcess<DistanceRequest, DistanceAnswers> | undefined {
  const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  try {
    execFileSync(
      'openssl',
      `req -x509 -newkey rsa:2048 -nodes -keyout ${key} -out ${certificate} -days 2 -subj /CN=localhost`.split(
        ' ',
      ),
      { stdio: 'ignore' },
    );
  } catch {
    return undefined;
  }
  return startProcess(
    fileURLToPath(new URL('../services/distance.ts', import.meta.url)),
    [key, certificate],
    { name: 'The distance to the services', environment: { PATH: process.env['PATH'] ?? '' } },
  );
}

/** Makes a new environment and sends it one request. Resolves with how long that took; throws unless it went well. */
function asker(
  kind: Kind,
  bearer: string,
  { dynamodb, connect }: ServiceUrls,
  slice: CpuSlice,
  { built, environment, folder, signal, services }: Stage,
): (ahead: Ahead) => Promise<FirstRequestSample> {
  const { entry } = kind === 'message' ? built.functionOf('own') : built.connect;
  const file = join(folder, 'first.json');
  let expected: string | undefined;
  return async (ahead) => {
    const event =
      kind === 'message'
        ? messageEvent(bearer, randomUUID())
        : apiEvent('/chats', { ParticipantDetails: { DisplayName: 'Ada' }, ClientToken: randomUUID() });
    await writeFile(file, JSON.stringify(event));
    await services.ask({ kind: 'seen' });
    const child = spawn(process.execPath, [built.programs.firstRequest, entry, file, ahead], {
      env: {
        ...environment,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
        AWS_ENDPOINT_URL_CONNECT: connect,
        AWS_ENDPOINT_URL_CONNECTPARTICIPANT: connect,
        // Not by naming our certificate: Node would then read all its authorities, in a thread of their own.
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
      },
      signal,
      stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    });
    const closed = once(child, 'close');
    const errors = readText(child.stderr as Readable);
    const lines = createInterface({ input: child.stdio[3] as Readable })[Symbol.asyncIterator]();
    await lines.next();
    if (child.pid !== undefined) slice.hold(child.pid);
    child.stdin?.write('request\n');
    const { value = '{}' } = (await lines.next()) as { value?: string };
    await closed;
    const told = JSON.parse(value) as FirstRequest | Partial<Record<keyof FirstRequest, undefined>>;
    if (told.status !== 200)
      throw new Error(`A first ${kind} failed: ${told.status ?? 'no answer'} ${told.body ?? (await errors)}`);
    const seen = await services.ask({ kind: 'seen' });
    const calls = JSON.stringify([seen.dynamodb.length, seen.connect.length]);
    expected ??= calls;
    if (calls !== expected) throw new Error(`A first ${kind} took ${calls} calls, and another ${expected}`);
    return told;
  };
}
