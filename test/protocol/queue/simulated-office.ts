import type { Admission } from '../../../lambdas/core/admission.ts';
import { classify, UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import type { CommandName, InputOf, OutputOf } from '../../../lambdas/core/commands.ts';
import type { Ports, ReadingStore, Upstream } from '../../../lambdas/core/ports.ts';
import { readEnvironment } from '../../../lambdas/environment.ts';
import { connectHandlers } from '../../../lambdas/handlers/connect-handlers.ts';
import { pipeline, type LambdaHandler } from '../../../lambdas/http/pipeline.ts';
import type { Event } from '../../../lambdas/http/request-state.ts';
import { copies } from '../../../lambdas/live-readings.ts';
import { operations } from '../../../lambdas/operations/operations.ts';
import { breaker } from '../../../lambdas/core/breaker.ts';
import { seenSessions } from '../../../lambdas/seen-sessions.ts';
import { sentEvents } from '../../../lambdas/sent-events.ts';
import { unshaped } from '../../../lambdas/shaping/unshaped.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { createAttachments } from '../../../local/simulated-connect/attachments.ts';
import { createAuthentications } from '../../../local/simulated-connect/authentication.ts';
import { createContacts, type Contacts } from '../../../local/simulated-connect/contacts.ts';
import { createDeduplication } from '../../../local/simulated-connect/deduplication.ts';
import type { OperationName } from '../../../local/simulated-connect/operation-names.ts';
import { createQueues, type Queues, type SimulatedQueue } from '../../../local/simulated-connect/queues.ts';
import { createQuotas } from '../../../local/simulated-connect/quotas.ts';
import { createScanner } from '../../../local/simulated-connect/scanner.ts';
import { serve } from '../../../local/simulated-connect/service.ts';
import { createTimers } from '../../../local/simulated-connect/timers.ts';
import { createTokens } from '../../../local/simulated-connect/tokens.ts';
import { sigV4 } from '../../support/api-request.ts';
import {
  memoryLedger,
  memoryOpenChats,
  memoryReadings,
  memorySessions,
} from '../../support/memory-stores.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { simulatedTime, type SimulatedTime } from '../../support/simulated-time.ts';

/** The connect function in several processes over one table and one simulated Connect, in simulated time. */
export interface Office {
  readonly time: SimulatedTime;
  readonly contacts: Contacts;
  readonly queues: Queues;
  /** What Connect was asked, and when. */
  readonly asked: readonly {
    readonly command: CommandName;
    readonly at: number;
    readonly refused: boolean;
  }[];
  /** The lines logged so far. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** How every further answer of Connect's goes wrong; undefined: it does not. */
  breaks(command: CommandName, failure: UpstreamError | undefined): void;
  /** Asks one of the processes, by its number. */
  ask(process: number, path: string, request?: Asked): Promise<Answered>;
}

export interface Asked {
  readonly method?: 'GET' | 'POST';
  readonly bearer?: string;
  readonly body?: object;
  readonly query?: Readonly<Record<string, string>>;
}

export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface OfficeOptions {
  readonly processes: number;
  readonly queue?: SimulatedQueue;
  readonly entryPoints?: object;
  readonly admission?: Admission;
  /** Milliseconds since 1970. */
  readonly start?: number;
  readonly store?: (store: ReadingStore) => ReadingStore;
}

export function simulatedOffice(options: OfficeOptions): Office {
  const { processes, queue, entryPoints, admission, store = (memory: ReadingStore) => memory } = options;
  const random = seededRandom(7);
  const time = simulatedTime(options.start ?? Date.parse('2026-11-26T12:00:00Z'), random);
  const contacts = createContacts(time.now);
  const queues = createQueues(time.now, contacts, queue);
  const asked: { command: CommandName; at: number; refused: boolean }[] = [];
  const broken = new Map<CommandName, UpstreamError>();
  const log: Record<string, unknown>[] = [];
  const world = {
    now: time.now,
    contacts,
    queues,
    tokens: createTokens(time.now),
    attachments: createAttachments(time.now, () => 'http://127.0.0.1'),
    scanner: createScanner(contacts, createTimers(), 0),
    authentications: createAuthentications(time.now),
    baseUrl: () => 'http://127.0.0.1',
    quotas: true,
    automatic: false,
  };
  const parts = { world, deduplication: createDeduplication(), quotas: createQuotas(time.now) };

  const upstream: Upstream = {
    async send<C extends CommandName>(command: C, input: InputOf<C>) {
      const at = time.now();
      await time.sleep(20 + 60 * random());
      const failure = broken.get(command);
      const operation = command as OperationName;
      const { status, body, errorType } = failure
        ? { status: 0, body: {}, errorType: undefined }
        : serve(parts, { operation, input, authorization: sigV4 });
      await time.sleep(20 + 60 * random());
      asked.push({ command, at, refused: status !== 200 });
      if (failure) throw failure;
      if (status !== 200) throw new UpstreamError(classify({ status, name: errorType }));
      return { output: body as OutputOf<C>, requestId: undefined };
    },
  };
  const environment = readEnvironment({
    ...functionDefaults,
    ...(entryPoints && { ENTRY_POINTS: JSON.stringify(entryPoints) }),
    ...(admission && { ADMISSION: JSON.stringify(admission) }),
  });
  const shared = {
    settings: environment.settings,
    sessions: memorySessions(),
    ledger: memoryLedger(),
    openChats: memoryOpenChats(),
    upstream,
    now: time.now,
    random: (bytes: number) => Uint8Array.from({ length: bytes }, () => Math.floor(256 * random())),
    sleep: (milliseconds: number) => time.sleep(milliseconds),
  } satisfies Partial<Ports>;
  const readings = store(memoryReadings());
  const handlers = Array.from({ length: processes }, (): LambdaHandler =>
    pipeline({
      operations: operations.filter(({ service }) => service === 'connect'),
      handlers: connectHandlers,
      ports: {
        ...shared,
        seen: seenSessions(),
        events: sentEvents(),
        breaker: breaker(),
        shaper: unshaped,
        readings: { store: slow(readings), copies: copies(), buckets: copies() },
      },
      log: (line) => log.push(JSON.parse(line) as Record<string, unknown>),
      metrics: environment.metrics,
    }),
  );

  async function away<T>(call: () => Promise<T>): Promise<T> {
    await time.sleep(5 * random());
    const answer = await call();
    await time.sleep(5 * random());
    return answer;
  }

  /** A table is some milliseconds away, so that processes come between one another. */
  function slow(behind: ReadingStore): ReadingStore {
    return {
      read: (...given) => away(() => behind.read(...given)),
      take: (...given) => away(() => behind.take(...given)),
      keep: (...given) => away(() => behind.keep(...given)),
    };
  }

  return {
    time,
    contacts,
    queues,
    asked,
    log,
    breaks(command, failure) {
      if (failure) broken.set(command, failure);
      else broken.delete(command);
    },
    async ask(process, path, { method = 'GET', bearer, body, query }: Asked = {}) {
      const handler = handlers[process % processes] as LambdaHandler;
      const { statusCode, body: answer } = await handler(
        {
          httpMethod: method,
          resource: path,
          headers: {
            Origin: 'http://localhost:3000',
            ...(bearer !== undefined && { 'X-Amz-Bearer': bearer }),
            ...(body && { 'Content-Type': 'application/json' }),
          },
          queryStringParameters: query ?? null,
          pathParameters: null,
          body: body ? JSON.stringify(body) : null,
          isBase64Encoded: false,
          requestContext: { requestId: 'request', identity: {} },
        } as unknown as Event,
        {},
      );
      return { status: statusCode, body: JSON.parse(answer) as Answered['body'] };
    },
  };
}
