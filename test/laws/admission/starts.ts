import { randomUUID } from 'node:crypto';
import type { InputOf } from '../../../lambdas/core/commands.ts';
import { RequestFailure, type Failure } from '../../../lambdas/core/failure.ts';
import type { Ports } from '../../../lambdas/core/ports.ts';
import type { Settings } from '../../../lambdas/core/settings.ts';
import type { CallerToken } from '../../../lambdas/core/tokens.ts';
import { newTrace, type Trace } from '../../../lambdas/core/trace.ts';
import type { Verdict } from '../../../lambdas/core/verification.ts';
import { startChat as handle } from '../../../lambdas/handlers/start-chat.ts';
import { startChatContact } from '../../../lambdas/operations/start-chat-contact.ts';
import { startChat } from '../../../lambdas/operations/start-chat.ts';
import { breaker } from '../../../lambdas/core/breaker.ts';
import { seenSessions } from '../../../lambdas/seen-sessions.ts';
import { sentEvents } from '../../../lambdas/sent-events.ts';
import { unshaped } from '../../../lambdas/shaping/unshaped.ts';
import { requestSettings } from '../../../lambdas/settings/request-settings.ts';
import {
  memoryLedger,
  memoryOpenChats,
  memorySessions,
  memoryStartLimits,
} from '../../support/memory-stores.ts';

/** The handler that starts chats, over stores in memory: with a clock of the test's, and processes that can die. */

export const instanceId = '11111111-1111-4111-8111-111111111111';

/** The process is gone: nothing that it still wants is done. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Where a process dies: before or after so many calls of its ports have been carried out. */
export interface Death {
  readonly calls: number;
  readonly carriedOut: boolean;
}

export interface Asked {
  readonly address?: string;
  readonly subject?: string;
  readonly clientToken?: string;
  readonly verificationToken?: string;
  readonly trusted?: boolean;
  readonly death?: Death;
}

export interface Answered {
  readonly contactId?: string;
  readonly failure?: Failure;
  readonly crashed?: true;
  readonly trace: Trace;
}

export interface Scene {
  start(asked?: Asked): Promise<Answered>;
  forward(milliseconds: number): void;
  readonly now: () => number;
  /** What Connect was asked, and has done. */
  readonly calls: InputOf<'StartChatContact'>[];
  readonly contacts: ReadonlySet<string>;
  /** What Connect does instead of carrying out the next call. */
  refuseNext(error: () => Error): void;
  /** What the provider says of a token, by the order of the questions about it. */
  verdict: (token: string, times: number) => Verdict;
  readonly verifications: { readonly token: string; readonly once: string }[];
  readonly sessions: ReturnType<typeof memorySessions>;
  readonly openChats: Ports['openChats'];
  count(): Promise<number>;
}

export function scene(given: Pick<Settings, 'admission' | 'verification'>): Scene {
  let now = Date.UTC(2026, 10, 26, 12);
  const settings = {
    ...(Object.fromEntries(
      Object.entries(requestSettings).flatMap(([name, { otherwise }]) =>
        otherwise === undefined ? [] : [[name, otherwise]],
      ),
    ) as unknown as Settings),
    entryPoints: { default: { instanceId, contactFlowId: '22222222-2222-4222-8222-222222222222' } },
    signIn: { issuer: 'https://login.example', audience: ['chat'], claims: {}, anonymous: true },
    ...given,
  };
  const [ledger, sessions] = [memoryLedger(), memorySessions()];
  const [openChats, startLimits] = [memoryOpenChats(), memoryStartLimits()];
  const calls: InputOf<'StartChatContact'>[] = [];
  const byToken = new Map<string, string>();
  const asked = new Map<string, number>();
  const verifications: { token: string; once: string }[] = [];
  let refusal: (() => Error) | undefined;

  const ports: Ports = {
    settings,
    ledger,
    sessions,
    openChats,
    startLimits,
    seen: seenSessions(),
    events: sentEvents(),
    breaker: breaker(),
    shaper: unshaped,
    now: () => now,
    random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    sleep: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
    verifyIdentity: (token) => Promise.resolve({ sub: token }),
    verifyVisitor: (token, once) => {
      verifications.push({ token, once });
      const times = (asked.get(token) ?? 0) + 1;
      asked.set(token, times);
      return Promise.resolve(scene.verdict(token, times));
    },
    upstream: {
      send: (command, input) => {
        if (command !== 'StartChatContact') return Promise.reject(new Error(command));
        const of = input as InputOf<'StartChatContact'>;
        calls.push(of);
        const refuse = refusal;
        refusal = undefined;
        const error = refuse?.();
        if (error) return Promise.reject(error);
        const token = of.ClientToken ?? randomUUID();
        const ContactId = byToken.get(token) ?? `contact-${byToken.size + 1}`;
        byToken.set(token, ContactId);
        const output = {
          ContactId,
          ParticipantId: `of ${ContactId}`,
          ParticipantToken: `token of ${ContactId}`,
        };
        return Promise.resolve({ output: output as never, requestId: undefined });
      },
    },
  };

  const scene: Scene = {
    async start({
      address = '192.0.2.1',
      subject,
      clientToken,
      verificationToken,
      trusted = false,
      death,
    } = {}) {
      const trace = newTrace();
      const request = {
        operation: trusted ? startChatContact : startChat,
        input: {
          ParticipantDetails: { DisplayName: 'Ada' },
          ...(verificationToken !== undefined && { VerificationToken: verificationToken }),
        },
        callerToken: clientToken as CallerToken | undefined,
        bearer: undefined,
        origin: trusted ? undefined : 'https://www.example.com',
        sourceIp: address,
        identityToken: subject,
        began: now,
        trace,
      };
      try {
        const { body } = await handle(request, death ? dying(ports, death) : ports);
        return { contactId: body.ContactId, trace };
      } catch (error) {
        if (error instanceof Crash) return { crashed: true, trace };
        if (error instanceof RequestFailure) return { failure: error.failure, trace };
        throw error;
      }
    },
    forward(milliseconds) {
      now += milliseconds;
    },
    now: () => now,
    calls,
    get contacts() {
      return new Set(byToken.values());
    },
    refuseNext(error) {
      refusal = error;
    },
    verdict: () => 'verified',
    verifications,
    sessions,
    openChats,
    count: async () => (await openChats.read(instanceId, newTrace())).count,
  };
  return scene;
}

/** Ports that carry out so many calls, and none from then on. */
function dying(ports: Ports, { calls, carriedOut }: Death): Ports {
  let left = calls;
  const mortal =
    <A extends readonly never[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      if (left-- > 0) return await call(...given);
      if (left === -1 && carriedOut) await call(...given);
      throw new Crash();
    };
  const all = <T extends object>(port: T): T =>
    Object.fromEntries(
      Object.entries(port).map(([name, method]) => [
        name,
        typeof method === 'function' ? mortal(method as never) : method,
      ]),
    ) as T;
  return {
    ...ports,
    ledger: all(ports.ledger),
    sessions: all(ports.sessions),
    openChats: all(ports.openChats),
    ...(ports.startLimits && { startLimits: all(ports.startLimits) }),
    ...(ports.verifyVisitor && { verifyVisitor: mortal(ports.verifyVisitor as never) as never }),
    upstream: all(ports.upstream),
  };
}
