import { sessionScope } from '../../../lambdas/core/secret.ts';
import type { CommandName, OutputOf } from '../../../lambdas/core/commands.ts';
import { RequestFailure, wireError } from '../../../lambdas/core/failure.ts';
import { StoreError, type BucketStore, type Ports } from '../../../lambdas/core/ports.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import type { Bearer } from '../../../lambdas/core/tokens.ts';
import { newTrace, type Trace } from '../../../lambdas/core/trace.ts';
import { classify, UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import { readEnvironment } from '../../../lambdas/environment.ts';
import { connection } from '../../../lambdas/handlers/connection.ts';
import { participantHandlers } from '../../../lambdas/handlers/participant-handlers.ts';
import { createParticipantConnection } from '../../../lambdas/operations/create-participant-connection.ts';
import type { Operation } from '../../../lambdas/operations/operation.ts';
import { breaker } from '../../../lambdas/core/breaker.ts';
import { seenSessions } from '../../../lambdas/seen-sessions.ts';
import { sentEvents } from '../../../lambdas/sent-events.ts';
import { quotasOf } from '../../../lambdas/core/quota.ts';
import { shaper } from '../../../lambdas/shaping/shaper.ts';
import { turns } from '../../../lambdas/shaping/turns.ts';
import { unshaped } from '../../../lambdas/shaping/unshaped.ts';
import { keepSession } from '../../../lambdas/steps/keep-session.ts';
import type { Answer, ApiRequest } from '../../../lambdas/steps/request.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { createQuotas } from '../../../local/simulated-connect/quotas.ts';
import { memoryBuckets } from '../../support/memory-buckets.ts';
import { memoryLedger, memoryOpenChats, memorySessions, type Rows } from '../../support/memory-stores.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { simulatedTime, type SimulatedTime } from '../../support/simulated-time.ts';
import { asBearer } from '../../support/tokens.ts';

/**
 * Chats that reconnect, by the real handlers over stores in memory and a Connect with its quota of connections, on a
 * clock of their own.
 */
export interface Office {
  readonly time: SimulatedTime;
  readonly sessions: Rows<Session>;
  /** Reads of sessions that DynamoDB has been asked. */
  readonly reads: () => number;
  readonly bearers: readonly Bearer[];
  /** Of the bearers' rows. */
  readonly ids: readonly string[];
  /** Calls that Connect has been sent, in their order. */
  readonly calls: readonly ConnectCall[];
  /** A process that serves requests: each knows only what it has seen itself. */
  process(): Process;
}

export interface ConnectCall {
  readonly command: CommandName;
  /** Of CreateParticipantConnection. */
  readonly participantToken: string | undefined;
  readonly at: number;
  /** Epoch milliseconds; undefined while it has no answer. */
  ended: number | undefined;
  outcome: 'accepted' | 'throttled' | undefined;
}

export interface Process {
  /** Never settles once the process has been killed. */
  ask(bearer: Bearer, operation?: Operation, input?: Readonly<Record<string, unknown>>): Promise<Asked>;
  kill(): void;
}

export interface Asked {
  readonly status: number;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly body: unknown;
  readonly trace: Trace;
}

export interface OfficeOptions {
  readonly chats: number;
  readonly seed?: number;
  /** Whether Connect's rate of connections has room, at `now`. Default: its default quota. */
  readonly hasRoom?: (now: number) => boolean;
  /** What Connect takes for a call, in milliseconds; undefined: it never answers. Default 100. */
  readonly answersIn?: () => number | undefined;
  /** Whether DynamoDB takes a call that begins now. Default: it does. */
  readonly storeTakes?: (now: number) => boolean;
  /** How many of the buckets' rows are answered too late, 0 to 1. Default: none. */
  readonly lateRows?: number;
}

const began = Date.UTC(2026, 10, 1);
const reconnect = { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] };
const { settings } = readEnvironment({ ...functionDefaults });

export async function openOffice(options: OfficeOptions): Promise<Office> {
  const { chats, seed = 1, answersIn = () => 100, storeTakes = () => true, lateRows = 0 } = options;
  const random = seededRandom(seed);
  const time = simulatedTime(began, random);
  const sessions = memorySessions();
  const ledger = memoryLedger();
  const buckets = memoryBuckets();
  const limits = createQuotas(time.now);
  const hasRoom = options.hasRoom ?? (() => limits.take('CreateParticipantConnection', 'instance'));
  const calls: ConnectCall[] = [];
  let reads = 0;
  const bytes = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => Math.floor(random() * 256));

  function process(): Process {
    let alive = true;
    /** What comes of a call, unless the process has been killed meanwhile. */
    const later = async <T>(milliseconds: number, happen: () => Promise<T> | T): Promise<T> => {
      await time.sleep(milliseconds);
      if (!alive) return await never();
      return await happen();
    };
    const stored = async <T>(call: () => Promise<T>): Promise<T> => {
      if (!alive) return await never();
      if (!storeTakes(time.now()))
        return await later(2_500, () => Promise.reject(new StoreError('TimeoutError')));
      await time.sleep(2);
      const result = call();
      return await later(3, () => result);
    };
    const outside = {
      now: time.now,
      random: bytes,
      sleep: (milliseconds: number) => later(milliseconds, () => undefined),
    };
    const asked = async <T>(call: () => Promise<T>): Promise<T> => {
      if (random() < lateRows) await time.sleep(150);
      return await stored(call);
    };
    const store: BucketStore = {
      advance: (key, take, trace) => asked(() => buckets.advance(key, take, trace)),
      begin: (key, take, trace) => asked(() => buckets.begin(key, take, trace)),
      look: (key, trace) => asked(() => buckets.look(key, trace)),
    };
    const ports: Ports = {
      ...outside,
      settings,
      openChats: memoryOpenChats(),
      sessions: {
        read: (id, trace) => {
          reads++;
          return stored(() => sessions.read(id, trace));
        },
        create: (session, trace) => stored(() => sessions.create(session, trace)),
        lease: (id, claim, trace) => stored(() => sessions.lease(id, claim, trace)),
        connect: (id, opened, trace) => stored(() => sessions.connect(id, opened, trace)),
        unlease: (id, owner, trace) => stored(() => sessions.unlease(id, owner, trace)),
        revoke: (id, expires, trace) => stored(() => sessions.revoke(id, expires, trace)),
        end: (id, expires, trace) => stored(() => sessions.end(id, expires, trace)),
      },
      ledger,
      breaker: breaker(),
      seen: seenSessions(),
      events: sentEvents(),
      shaper: shaper({
        quotas: (instanceId) => quotasOf(settings.quotas, instanceId),
        load: () => Promise.resolve(turns({ ...outside, store })),
        now: time.now,
      }),
      upstream: {
        async send<C extends CommandName>(command: C, input: object, timeout: number) {
          if (!alive) return await never();
          const { ParticipantToken } = input as { readonly ParticipantToken?: string };
          const call: ConnectCall = {
            command,
            participantToken: ParticipantToken,
            at: time.now(),
            ended: undefined,
            outcome: undefined,
          };
          calls.push(call);
          const wait = answersIn() ?? Infinity;
          const there = Math.min(wait, timeout) / 2;
          await time.sleep(there);
          const accepted =
            command === 'CreateParticipantConnection'
              ? hasRoom(time.now())
              : command !== 'SendMessage' || limits.take(command, 'instance');
          return await later(Math.min(wait, timeout) - there, () => {
            call.ended = time.now();
            if (wait > timeout) throw new UpstreamError(classify({ name: 'TimeoutError' }));
            call.outcome = accepted ? 'accepted' : 'throttled';
            if (!accepted) throw new UpstreamError({ kind: 'throttled' });
            return { output: answerOf(command, time.now()) as OutputOf<C>, requestId: undefined };
          });
        },
      },
    };
    return {
      kill() {
        alive = false;
      },
      async ask(bearer, operation = createParticipantConnection, input = reconnect) {
        const request = requestOf(bearer, operation, input, time.now());
        const handle = participantHandlers[operation.handler as 'relay'] as unknown as Handle;
        try {
          const { status, body } = await handle(request, ports);
          return { status, body, retryAfter: undefined, trace: request.trace };
        } catch (error) {
          if (!(error instanceof RequestFailure)) throw error;
          const { status, retryAfter } = wireError(error.failure, operation.service);
          return { status, body: undefined, retryAfter, trace: request.trace };
        }
      },
    };
  }

  const bearers = Array.from({ length: chats }, () => asBearer(bytes(32)));
  for (const bearer of bearers) await startChat(bearer);

  async function startChat(bearer: Bearer): Promise<void> {
    const calm: Ports = {
      settings,
      sessions,
      openChats: memoryOpenChats(),
      ledger,
      breaker: breaker(),
      seen: seenSessions(),
      events: sentEvents(),
      shaper: unshaped,
      upstream: {
        send: <C extends CommandName>(command: C) =>
          Promise.resolve({ output: answerOf(command, time.now()) as OutputOf<C>, requestId: undefined }),
      },
      now: time.now,
      random: bytes,
      sleep: () => Promise.resolve(),
    };
    const scope = sessionScope(bearer);
    const request = requestOf(bearer, createParticipantConnection, reconnect, time.now());
    const participant = {
      contactId: `contact of ${scope.id}`,
      participantId: `participant of ${scope.id}`,
      instanceId: 'instance',
      participantToken: scope.id,
      expires: time.now() + 24 * 3_600_000,
    };
    await keepSession(bearer, participant, { request, scope, ports: calm });
    await connection(request as Parameters<typeof connection>[0], calm);
  }

  return {
    time,
    sessions,
    reads: () => reads,
    bearers,
    ids: bearers.map((bearer) => sessionScope(bearer).id),
    calls,
    process,
  };
}

type Handle = (request: ApiRequest, ports: Ports) => Promise<Answer<unknown>>;

function requestOf(bearer: Bearer, operation: Operation, input: object, now: number): ApiRequest {
  return {
    operation,
    input: input as ApiRequest['input'],
    callerToken: undefined,
    bearer,
    identityToken: undefined,
    origin: undefined,
    began: now,
    trace: newTrace(),
  };
}

let made = 0;
function answerOf(command: CommandName, now: number): object {
  made++;
  if (command !== 'CreateParticipantConnection')
    return { Id: `item-${made}`, AbsoluteTime: new Date(now).toISOString() };
  const day = new Date(now + 24 * 3_600_000).toISOString();
  return {
    Websocket: { Url: `wss://socket.invalid/${made}`, ConnectionExpiry: day },
    ConnectionCredentials: { ConnectionToken: `connection-token-${made}`, Expiry: day },
  };
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
