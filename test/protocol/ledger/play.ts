import { seededRandom } from '../../support/seeded-random.ts';
import { RequestFailure, wireError } from '../../../lambdas/core/failure.ts';
import type { LedgerRecord } from '../../../lambdas/core/ledger.ts';
import { sessionScope } from '../../../lambdas/core/secret.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import { UpstreamError, type UpstreamFailure } from '../../../lambdas/core/upstream-failure.ts';
import {
  StoreError,
  type LedgerStore,
  type Ports,
  type Sent,
  type SessionStore,
  type Upstream,
} from '../../../lambdas/core/ports.ts';
import type { ApiRequest } from '../../../lambdas/steps/request.ts';
import { asBearer, asCallerToken } from '../../support/tokens.ts';
import type { OwnerNonce } from '../../../lambdas/core/tokens.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import type { Budget } from '../../../lambdas/operations/budgets.ts';
import type { CommandName, InputOf, OutputOf } from '../../../lambdas/core/commands.ts';
import { breaker } from '../../../lambdas/core/breaker.ts';
import { seenSessions } from '../../../lambdas/seen-sessions.ts';
import { sentEvents } from '../../../lambdas/sent-events.ts';
import { quotasOf } from '../../../lambdas/core/quota.ts';
import { shaper } from '../../../lambdas/shaping/shaper.ts';
import { turns } from '../../../lambdas/shaping/turns.ts';
import { memoryBuckets } from '../../support/memory-buckets.ts';
import { memoryLedger, memoryOpenChats, memorySessions, type Rows } from '../../support/memory-stores.ts';
import { simulatedTime } from '../../support/simulated-time.ts';
import { fakeConnect, type Effect } from './fake-connect.ts';
import type { Client, OperationUnderTest, Plan, Weather } from './plan.ts';
import { bearerIn, bodies, calmPorts, handlerOf, openSession, operationNamed, settings } from './scene.ts';

/** Plays a plan with the real handlers, and keeps a record of everything that invariants are about. */

/** One request, from a client's asking to its answer; without an answer after a crash. */
export interface Attempt {
  readonly id: number;
  /** Session and caller's ClientToken: what the ledger calls a key. */
  readonly key: string;
  readonly body: 0 | 1;
  readonly began: number;
  /** Whether the session was over when the request began. */
  readonly gone: boolean;
  /** Whether that is because Connect has said that the chat is over. */
  readonly chatOver: boolean;
  /** Whether DynamoDB did not take its claim. */
  storeless: boolean;
  /** When the record it claimed or found was made: a key whose record has expired begins anew. */
  generation: number | undefined;
  owner: OwnerNonce | undefined;
  /** Set by a crash: it never goes on. */
  over: boolean;
  /** Whether its process was held up, so that its deadlines say nothing. */
  heldUp: boolean;
  ended: number | undefined;
  status: number | undefined;
  answer: string | undefined;
  replayed: boolean;
  /** Of a start's 200: whether its bearer had a session. */
  bearerWorks: boolean | undefined;
}

/** One call to Connect that carries a ClientToken. */
export interface Send {
  readonly attempt: Attempt;
  readonly clientToken: string;
  readonly at: number;
  outcome: 'unknown' | 'done' | 'throttled' | 'refused';
}

/** One write of a ledger record. */
export interface Change {
  readonly at: number;
  readonly key: string;
  readonly before: LedgerRecord | undefined;
  readonly after: LedgerRecord | undefined;
  /** How many calls to Connect had been begun. */
  readonly sends: number;
}

export interface History {
  readonly attempts: readonly Attempt[];
  readonly sends: readonly Send[];
  readonly changes: readonly Change[];
  readonly sessionChanges: readonly {
    readonly before: Session | undefined;
    readonly after: Session | undefined;
  }[];
  readonly effects: readonly Effect[];
  readonly budget: Budget;
  readonly seen: Coverage;
}

/** What a play has come across, counted. */
export type Coverage = Record<CoverageName, number>;

export const coverageNames = [
  'takeovers',
  'lost takeover races',
  'lost acknowledgements recognised as own',
  'replays',
  'mismatches',
  'in flight',
  'outcome unknown',
  'complete races',
  'crashes',
  'ambiguous after acceptance',
  'accepted after the answer',
  'stored refusals',
  'renewed connection tokens',
  'sent without a claim',
  'starts refused without a store',
  'expired records claimed anew',
  'expired answers',
  'withdrawn claims',
] as const;

export type CoverageName = (typeof coverageNames)[number];

export function noCoverage(): Coverage {
  return Object.fromEntries(coverageNames.map((name) => [name, 0])) as Coverage;
}

/** Puts a wrong version in place of a part. */
export interface Mutation {
  /** The operations it can show in; absent: all. */
  readonly operations?: readonly OperationUnderTest[];
  /** The weather it shows in. */
  readonly weather?: Partial<Weather>;
  /** When sessions are revoked, where it shows in nothing else. */
  readonly revokedAt?: number;
  readonly ledger?: (right: LedgerStore & Rows<LedgerRecord>, random: () => number) => LedgerStore;
  readonly sessions?: (right: SessionStore & Rows<Session>) => SessionStore;
  readonly upstream?: (right: Upstream, random: () => number) => Upstream;
}

const start = Date.UTC(2026, 10, 1);

/** How long a client waits for an answer, in milliseconds. */
const patience = 15_000;

export async function play(plan: Plan, mutation: Mutation = {}): Promise<History> {
  const random = seededRandom(plan.seed);
  const time = simulatedTime(start, random);
  const connect = fakeConnect(plan.dedupes);
  const attempts: Attempt[] = [];
  const sends: Send[] = [];
  const changes: Change[] = [];
  const sessionChanges: { before: Session | undefined; after: Session | undefined }[] = [];
  const seen = noCoverage();
  let acting: Attempt | undefined;

  const buckets = memoryBuckets();
  const rightLedger = memoryLedger((key, before, after) => {
    changes.push({ at: time.now(), key, before, after, sends: sends.length });
    if (!after) seen['withdrawn claims']++;
    if (before && after && before.created !== after.created) seen['expired records claimed anew']++;
    if (after?.state === 'DONE' && before?.state === 'PENDING') {
      completedBy.set(key, acting);
      if ((after.status ?? 0) >= 400) seen['stored refusals']++;
    }
  });
  const completedBy = new Map<string, Attempt | undefined>();
  const endedSessions = new Set<string>();
  const overChats = new Set<string>();
  const sessionIds = new Set<string>();
  const rightSessions = memorySessions((id, before, after) => {
    sessionChanges.push({ before, after });
    sessionIds.add(id);
    if (after?.ended) endedSessions.add(id);
    if (after?.ended === 'over') overChats.add(id);
    else overChats.delete(id);
    if (before?.connection && after?.connection && after.connection.version > before.connection.version)
      seen['renewed connection tokens']++;
  });
  const openChats = memoryOpenChats();
  const ledger = mutation.ledger?.(rightLedger, random) ?? rightLedger;
  const sessions = mutation.sessions?.(rightSessions) ?? rightSessions;

  const operation = operationNamed(plan.operation);
  const handler = handlerOf(operation);
  const bearers = [0, 1].map((chat) => asBearer(new Uint8Array(32).fill(chat + 1)));
  const calm = calmPorts(time, { sessions: rightSessions, ledger: rightLedger, openChats }, connect, random);
  if (operation.access === 'session')
    for (const bearer of bearers) await openSession(bearer, plan.connected, calm);

  function portsFor(attempt: Attempt): Ports {
    const { weather } = plan;
    const hit = (probability: number): boolean => probability > 0 && random() < probability;
    const span = (most: number): number => Math.floor(random() * most);
    const latency = (): number => 1 + (random() < 0.03 ? span(700) : span(12));

    /** One call to the outside: it begins here, and something comes of it, or nothing ever. */
    function call<T>(
      make: (settle: (delay: number, answer: () => T | Promise<T>) => void) => void,
    ): Promise<T> {
      return new Promise((resolve, reject) => {
        const settle = (delay: number, answer: () => T | Promise<T>): void => {
          const held = hit(weather.stall) ? 8_000 + span(50_000) : 0;
          if (held > 0) attempt.heldUp = true;
          time.after(delay + held, () => {
            if (attempt.over) return;
            try {
              resolve(answer());
            } catch (error) {
              reject(error instanceof Error ? error : new Error('not an error', { cause: error }));
            }
          });
        };
        if (attempt.over) return;
        const crashes = hit(weather.crash);
        if (crashes) seen.crashes++;
        if (crashes && random() < 0.5) {
          attempt.over = true;
          return;
        }
        make(settle);
        // What it has sent goes on without it.
        if (crashes) attempt.over = true;
      });
    }

    function store<T>(run: () => Promise<T>): Promise<T> {
      const act = (): Promise<T> => {
        acting = attempt;
        const result = run();
        acting = undefined;
        return result;
      };
      return call((settle) => {
        const { outage } = plan;
        const since = outage ? time.now() - start - outage.from : -1;
        if (outage && since >= 0 && since < outage.length) return settle(latency(), unreachable);
        const [there, back] = [latency(), latency()];
        if (!hit(weather.lostWrite)) {
          let result: Promise<T>;
          time.after(there, () => {
            result = act();
          });
          return settle(there + back, () => result);
        }
        const kind = Math.floor(random() * 4);
        if (kind === 0) return settle(there + back, unreachable);
        if (kind === 1) {
          time.after(there, () => void act());
          return settle(there + back, unreachable);
        }
        if (kind === 2) {
          time.after(there + back + span(3_000), () => void act());
          return settle(there + back, unreachable);
        }
        // The SDK's own second attempt, after the first was applied.
        let result: Promise<T>;
        time.after(there, () => void act());
        time.after(there + back, () => {
          result = act();
        });
        return settle(there + 2 * back, () => result);
      });
    }

    function ledgerPorts(): LedgerStore {
      return {
        claim: async (record, now, trace) => {
          attempt.owner = record.owner;
          attempt.generation = record.created;
          try {
            const standing = await store(() => ledger.claim(record, now, trace));
            if (standing?.owner === record.owner) seen['lost acknowledgements recognised as own']++;
            if (standing) attempt.generation = standing.created;
            return standing;
          } catch (error) {
            attempt.storeless = true;
            throw error;
          }
        },
        takeOver: async (read, taken, trace) => {
          try {
            const standing = await store(() => ledger.takeOver(read, taken, trace));
            if (!standing) seen.takeovers++;
            else if (standing.owner === taken.owner) seen['lost acknowledgements recognised as own']++;
            else seen['lost takeover races']++;
            return standing;
          } catch (error) {
            attempt.storeless = true;
            throw error;
          }
        },
        complete: async (record, done, trace) => {
          const standing = await store(() => ledger.complete(record, done, trace));
          if (standing && completedBy.get(record.key) !== attempt) seen['complete races']++;
          return standing;
        },
        release: (record, ambiguous, trace) => store(() => ledger.release(record, ambiguous, trace)),
        verified: (record, trace) => store(() => ledger.verified(record, trace)),
        abandon: (record, trace) => store(() => ledger.abandon(record, trace)),
      };
    }

    function upstream(): Upstream {
      return {
        send: <C extends CommandName>(command: C, input: InputOf<C>, timeout: number) =>
          call<Sent<OutputOf<C>>>((settle) => {
            const { ClientToken: clientToken }: { readonly ClientToken?: unknown } = input;
            const send: Send | undefined =
              typeof clientToken === 'string'
                ? {
                    attempt,
                    clientToken,
                    at: time.now(),
                    outcome: 'unknown',
                  }
                : undefined;
            if (send) {
              sends.push(send);
              if (attempt.storeless) seen['sent without a claim']++;
            }
            deliver(command, input, timeout, send, settle);
          }),
      };
    }

    function deliver<C extends CommandName>(
      command: C,
      input: InputOf<C>,
      timeout: number,
      send: Send | undefined,
      settle: (delay: number, answer: () => Answered<C>) => void,
    ): void {
      const apply = (): Answered<C> => {
        const output = connect.apply(command, input, time.now());
        return { output, requestId: undefined };
      };
      const fail =
        (failure: UpstreamFailure): (() => never) =>
        () => {
          if (send && failure.kind !== 'ambiguous')
            send.outcome = failure.kind === 'throttled' ? 'throttled' : 'refused';
          throw new UpstreamError(failure);
        };
      const lost = fail({ kind: 'ambiguous', detail: 'TimeoutError' });
      const forgotten = (): void => {
        try {
          apply();
        } catch (error) {
          if (!(error instanceof UpstreamError)) throw error;
        }
      };
      const there = random() < 0.05 ? span(5_000) : 1 + span(60);
      // An answer that comes later than the caller waits is one that it never hears.
      const refuse = (failure: UpstreamFailure): void =>
        there > timeout ? settle(timeout, lost) : settle(there, fail(failure));
      if (hit(weather.throttled)) return refuse({ kind: 'throttled' });
      if (hit(weather.refused))
        return refuse({ kind: 'rejected', status: 400, name: 'ValidationException', message: '' });
      if (hit(weather.otherwiseRefused))
        return refuse({ kind: 'rejected', status: 409, name: 'ConflictException', message: '' });
      if (hit(weather.ambiguous)) {
        const kind = Math.floor(random() * 4);
        if (kind === 0) return settle(Math.min(there, timeout), lost);
        if (kind === 1) return settle(timeout, lost);
        if (kind === 2) {
          seen['ambiguous after acceptance']++;
          time.after(Math.min(there, timeout), forgotten);
          return settle(random() < 0.5 ? timeout : Math.min(there, timeout), lost);
        }
        seen['accepted after the answer']++;
        time.after(timeout + span(30_000), forgotten);
        return settle(timeout, lost);
      }
      const back = 1 + span(40);
      let answered: () => Answered<C> = lost;
      time.after(there, () => {
        try {
          const output = apply();
          answered = () => output;
        } catch (error) {
          answered =
            error instanceof UpstreamError
              ? fail(error.failure)
              : () => {
                  throw error;
                };
        }
      });
      if (there + back > timeout) return settle(timeout, lost);
      settle(there + back, () => {
        const output = answered();
        if (send) send.outcome = 'done';
        return output;
      });
    }

    const bytes = (length: number): Uint8Array =>
      Uint8Array.from({ length }, () => Math.floor(random() * 256));
    const sleep = (milliseconds: number): Promise<void> =>
      call((settle) => settle(milliseconds, () => undefined));
    const right = upstream();
    return {
      settings,
      sessions: {
        read: (id, trace) => store(() => sessions.read(id, trace)),
        create: (session, trace) => store(() => sessions.create(session, trace)),
        lease: (id, claim, trace) => store(() => sessions.lease(id, claim, trace)),
        connect: (id, connection, trace) => store(() => sessions.connect(id, connection, trace)),
        unlease: (id, owner, trace) => store(() => sessions.unlease(id, owner, trace)),
        revoke: (id, expires, trace) => store(() => sessions.revoke(id, expires, trace)),
        end: (id, expires, trace) => store(() => sessions.end(id, expires, trace)),
      },
      openChats: {
        opened: (id, most, trace) => store(() => openChats.opened(id, most, trace)),
        closed: (id, trace) => store(() => openChats.closed(id, trace)),
        read: (id, trace) => store(() => openChats.read(id, trace)),
        correct: (id, count, read, trace) => store(() => openChats.correct(id, count, read, trace)),
      },
      ledger: ledgerPorts(),
      breaker: breaker(),
      seen: seenSessions(),
      events: sentEvents(),
      shaper: shaper({
        quotas: (instanceId) => quotasOf(settings.quotas, instanceId),
        load: () =>
          Promise.resolve(
            turns({
              store: {
                advance: (key, take, trace) => store(() => buckets.advance(key, take, trace)),
                begin: (key, take, trace) => store(() => buckets.begin(key, take, trace)),
                look: (key, trace) => store(() => buckets.look(key, trace)),
              },
              now: time.now,
              random: bytes,
              sleep,
            }),
          ),
        now: time.now,
      }),
      upstream: mutation.upstream?.(right, random) ?? right,
      now: time.now,
      random: bytes,
      sleep,
    };
  }

  async function ask(client: Client): Promise<void> {
    const bearer = operation.access === 'session' ? bearers[client.chat] : undefined;
    const clientToken =
      operation.access === 'session' ? 'send-1' : `00000000-0000-4000-8000-00000000000${client.chat}`;
    const attempt: Attempt = {
      id: attempts.length,
      key: `chat ${client.chat}`,
      // A disconnect has but one body.
      body: plan.operation === 'DisconnectParticipant' ? 0 : client.body,
      began: time.now(),
      gone: bearer !== undefined && endedSessions.has(sessionScope(bearer).id),
      chatOver: bearer !== undefined && overChats.has(sessionScope(bearer).id),
      storeless: false,
      generation: undefined,
      owner: undefined,
      over: false,
      heldUp: false,
      ended: undefined,
      status: undefined,
      answer: undefined,
      replayed: false,
      bearerWorks: undefined,
    };
    attempts.push(attempt);
    const trace = newTrace();
    const request: ApiRequest = {
      operation,
      input: bodies[plan.operation](client.body),
      callerToken: asCallerToken(clientToken),
      bearer,
      identityToken: undefined,
      origin: undefined,
      began: time.now(),
      trace,
    };
    try {
      const { status, body } = await handler(request, portsFor(attempt));
      attempt.status = status;
      attempt.answer = JSON.stringify(body);
      const token = bearerIn(body);
      if (token) attempt.bearerWorks = sessionIds.has(sessionScope(token).id);
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      const { failure } = error;
      attempt.status = wireError(failure, operation.service).status;
      if (failure.kind === 'answer-expired') seen['expired answers']++;
      if (failure.kind === 'unavailable' && failure.dependency === 'dynamodb' && attempt.storeless)
        seen['starts refused without a store']++;
    }
    attempt.ended = time.now();
    attempt.replayed = trace.ledger === 'replayed';
    if (trace.ledger === 'replayed') seen.replays++;
    if (trace.ledger === 'mismatch') seen.mismatches++;
    if (trace.ledger === 'in-flight') seen['in flight']++;
    if (trace.ledger === 'outcome-unknown') seen['outcome unknown']++;
  }

  const defects: unknown[] = [];
  async function live(client: Client): Promise<void> {
    await time.sleep(client.start);
    for (const pause of [...client.pauses, 0]) {
      await Promise.race([
        ask(client).catch((error: unknown) => {
          defects.push(error);
        }),
        time.sleep(patience),
      ]);
      await time.sleep(pause);
    }
  }

  for (const client of plan.clients) void live(client);
  if (plan.tokensExpireAt !== null) time.after(plan.tokensExpireAt, () => connect.expireConnectionTokens());
  if (plan.revokedAt !== null)
    time.after(plan.revokedAt, () => {
      for (const id of sessionIds) void rightSessions.revoke(id, time.now(), newTrace());
    });
  await time.run();
  if (defects.length > 0) throw defects[0];
  const { budget } = operation;
  return { attempts, sends, changes, sessionChanges, effects: connect.effects, budget, seen };
}

type Answered<C extends CommandName> = Sent<OutputOf<C>>;

function unreachable(): never {
  throw new StoreError('TimeoutError');
}
