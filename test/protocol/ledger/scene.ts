import { readEnvironment } from '../../../lambdas/environment.ts';
import { breaker } from '../../../lambdas/core/breaker.ts';
import type { Ports } from '../../../lambdas/core/ports.ts';
import { parseBearer, sessionScope } from '../../../lambdas/core/secret.ts';
import type { Bearer } from '../../../lambdas/core/tokens.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { connectHandlers } from '../../../lambdas/handlers/connect-handlers.ts';
import { connection } from '../../../lambdas/handlers/connection.ts';
import { participantHandlers } from '../../../lambdas/handlers/participant-handlers.ts';
import type { Operation } from '../../../lambdas/operations/operation.ts';
import { operations } from '../../../lambdas/operations/operations.ts';
import { seenSessions } from '../../../lambdas/seen-sessions.ts';
import { sentEvents } from '../../../lambdas/sent-events.ts';
import { unshaped } from '../../../lambdas/shaping/unshaped.ts';
import { keepSession } from '../../../lambdas/steps/keep-session.ts';
import type { Answer, ApiRequest } from '../../../lambdas/steps/request.ts';
import { functionDefaults } from '../../../local/settings.ts';
import type { FakeConnect } from './fake-connect.ts';
import type { OperationUnderTest } from './plan.ts';

/** What requests need before one of them can be played: their bodies, their handlers, a session. */

export const { settings } = readEnvironment({ ...functionDefaults });

export const bodies: Record<OperationUnderTest, (body: 0 | 1) => Record<string, unknown>> = {
  SendMessage: (body) => ({ ContentType: 'text/plain', Content: `body ${body}` }),
  StartAttachmentUpload: (body) => ({
    ContentType: 'image/png',
    AttachmentSizeInBytes: 1 + body,
    AttachmentName: 'a.png',
  }),
  CompleteAttachmentUpload: (body) => ({ AttachmentIds: [`attachment-of-${body}`] }),
  DisconnectParticipant: () => ({}),
  StartChat: (body) => ({ ParticipantDetails: { DisplayName: `Visitor ${body}` } }),
  CreateGuest: (body) => ({ ParticipantDetails: { DisplayName: `Guest ${body}` } }),
};

export function operationNamed(name: OperationUnderTest): Operation {
  const found = operations.find((operation) => operation.name === name);
  if (!found) throw new Error(`no operation ${name}`);
  return found;
}

export function handlerOf(
  operation: Operation,
): (request: ApiRequest, ports: Ports) => Promise<Answer<unknown>> {
  const found = { ...participantHandlers, ...connectHandlers }[operation.handler];
  if (!found) throw new Error(`no handler for ${operation.name}`);
  return found as ReturnType<typeof handlerOf>;
}

export function bearerIn(body: unknown): Bearer | undefined {
  const { ParticipantToken, ParticipantCredentials } = body as {
    ParticipantToken?: string;
    ParticipantCredentials?: { ParticipantToken?: string };
  };
  return parseBearer(ParticipantToken ?? ParticipantCredentials?.ParticipantToken);
}

/** The outside without a misfortune, for what happens before a play begins. */
export function calmPorts(
  { now }: Pick<Ports, 'now'>,
  stores: Pick<Ports, 'sessions' | 'ledger' | 'openChats'>,
  connect: FakeConnect,
  random: () => number,
): Ports {
  return {
    settings,
    ...stores,
    breaker: breaker(),
    seen: seenSessions(),
    events: sentEvents(),
    shaper: unshaped,
    upstream: {
      send: (command, input) =>
        Promise.resolve({ output: connect.apply(command, input, now()), requestId: undefined }),
    },
    now,
    random: (bytes) => Uint8Array.from({ length: bytes }, () => Math.floor(random() * 256)),
    sleep: () => Promise.resolve(),
  };
}

/** A session that outlives its ledger records. */
export async function openSession(bearer: Bearer, connected: boolean, ports: Ports): Promise<void> {
  const requestTo = (name: string, input: Record<string, unknown>): ApiRequest => ({
    operation: operations.find((operation) => operation.name === name) ?? operationNamed('SendMessage'),
    input,
    callerToken: undefined,
    bearer,
    identityToken: undefined,
    origin: undefined,
    began: ports.now(),
    trace: newTrace(),
  });
  const scope = sessionScope(bearer);
  await keepSession(
    bearer,
    {
      contactId: `contact of ${scope.id}`,
      participantId: `participant of ${scope.id}`,
      instanceId: 'instance',
      participantToken: `participant token of ${scope.id}`,
      expires: ports.now() + 30 * 24 * 3_600_000,
    },
    { request: requestTo('SendMessage', {}), scope, ports },
  );
  if (!connected) return;
  const request = requestTo('CreateParticipantConnection', { Type: ['CONNECTION_CREDENTIALS'] });
  await connection(request as Parameters<typeof connection>[0], ports);
}
