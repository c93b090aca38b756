import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InputOf, OutputOf } from '../../lambdas/core/commands.ts';
import type { LedgerRecord } from '../../lambdas/core/ledger.ts';
import type { LedgerStore, Upstream } from '../../lambdas/core/ports.ts';
import {
  formatBearer,
  ledgerKey,
  parseBearer,
  sessionScope,
  startScope,
  upstreamClientToken,
  type Scope,
} from '../../lambdas/core/secret.ts';
import type { Valid } from '../../lambdas/core/shape.ts';
import type { CallerToken, UpstreamToken } from '../../lambdas/core/tokens.ts';
import type { Trace } from '../../lambdas/core/trace.ts';
import { openapi } from '../../lambdas/handlers/openapi.ts';
import type { session } from '../../lambdas/handlers/session.ts';
import { getHealth } from '../../lambdas/operations/get-health.ts';
import { operation } from '../../lambdas/operations/operation.ts';
import { sendMessage } from '../../lambdas/operations/send-message.ts';
import type { Attempt } from '../../lambdas/steps/carry-out.ts';
import type { BodyOf, Handlers, HandlersOf, InputTo, ServedBy } from '../../lambdas/steps/request.ts';

/**
 * What must not compile. Nobody calls these functions: `npm run types` fails where a line after `@ts-expect-error` is
 * none, and that is the test.
 */

export function tokensAreNotMixed(
  scope: Scope,
  caller: CallerToken,
  upstream: UpstreamToken,
  { salt }: Attempt,
): unknown[] {
  return [
    // @ts-expect-error Connect's ClientToken names no row of the ledger.
    ledgerKey(scope, 'SendMessage', upstream),
    // @ts-expect-error What is derived once is not derived again.
    upstreamClientToken(scope, 'SendMessage', upstream),
    // @ts-expect-error A start's scope is that of a caller's token.
    startScope(upstream),
    // @ts-expect-error A caller's token is no bearer.
    sessionScope(Buffer.from(caller)),
    // @ts-expect-error Nor is the salt of one.
    formatBearer(salt),
    // @ts-expect-error Whoever has a string has no caller token yet.
    ledgerKey(scope, 'SendMessage', 'token'),
  ];
}

export function recordsAreNotMixed(store: LedgerStore, record: LedgerRecord, trace: Trace): unknown[] {
  return [
    // @ts-expect-error The key of a row is not its owner.
    store.release({ ...record, owner: record.key }, 0, trace),
    // @ts-expect-error Nor is it the ClientToken.
    store.abandon({ ...record, clientToken: record.key }, trace),
  ];
}

export function callersTokenStaysHere(connect: Upstream, ClientToken: CallerToken): unknown[] {
  const message = { ContentType: 'text/plain', Content: 'Hello', ConnectionToken: 'token' };
  const participant = { InstanceId: '', ContactId: '', ParticipantDetails: {} };
  return [
    // @ts-expect-error The ClientToken that Connect gets is a derived one.
    connect.send('SendMessage', { ...message, ClientToken }, 1),
    // @ts-expect-error Whatever the command.
    connect.send('CreateParticipant', { ...participant, ClientToken }, 1),
  ];
}

export async function commandsHaveTheirOwnInputAndOutput(connect: Upstream): Promise<unknown[]> {
  const { output } = await connect.send(
    'StartChatContact',
    { InstanceId: '', ContactFlowId: '', ParticipantDetails: { DisplayName: '' } },
    1,
  );
  const contactId: string | undefined = output.ContactId;
  return [
    contactId,
    // @ts-expect-error A start answers no message.
    output.AbsoluteTime,
    // @ts-expect-error Connect may leave it out.
    output.ParticipantToken.length,
    // @ts-expect-error Content is missing.
    connect.send('SendMessage', { ContentType: 'text/plain', ConnectionToken: 'token' }, 1),
    // @ts-expect-error A participant's view is asked for by its token, not by an id as Connect's own is.
    connect.send('DescribeView', { ViewId: 'view', ConnectionToken: 'token' }, 1),
    // @ts-expect-error
    connect.send('SendMesage', {}, 1),
  ];
}

export function answersAreWhole(): unknown[] {
  const credentials = { ParticipantToken: 'token' };
  const chat = { ContactId: '', ParticipantId: '', Expiry: '' };
  type Started = BodyOf<ServedBy<'start-chat'>>;
  type Created = BodyOf<ServedBy<'create-guest'>>;
  // @ts-expect-error ParticipantId is missing.
  const started: Started = { ContactId: 'contact', ParticipantToken: 'token' };
  // @ts-expect-error Expiry is missing.
  const created: Created = { ParticipantId: 'participant', ParticipantCredentials: credentials };
  const handlers: Handlers = {
    // @ts-expect-error Status is missing.
    health: () => Promise.resolve({ status: 200, body: {} }),
    // @ts-expect-error No session is in this state.
    session: () => Promise.resolve({ status: 200, body: { ...chat, State: 'ENDED' } }),
  };
  // @ts-expect-error Most of what serves the Connect service's operations is missing.
  const own: HandlersOf<'connect'> = { openapi };
  return [started, created, handlers, own];
}

export function handlersTouchWhatTheySay(ports: Parameters<typeof session>[1]): unknown[] {
  return [
    ports.sessions,
    // @ts-expect-error Reading a session needs no ledger.
    ports.ledger,
    // @ts-expect-error And calls nobody.
    ports.upstream,
  ];
}

export function literalsAreKept(): unknown[] {
  const name: 'SendMessage' = sendMessage.command;
  return [
    name,
    // @ts-expect-error There is no such command.
    operation({ ...sendMessage, command: 'SendMesage' }),
    // @ts-expect-error Nor such a handler.
    operation({ ...getHealth, handler: 'helth' }),
    // @ts-expect-error Nor such a part of a literal.
    operation({ ...getHealth, chek: () => [] }),
    // @ts-expect-error A check knows the members of its own input.
    operation({ ...sendMessage, check: ({ ViewToken }) => [String(ViewToken)] }),
  ];
}

type Relayed = ServedBy<'relay' | 'event' | 'disconnect'>;

/** What the relay puts to a request's input. */
interface Added {
  readonly ConnectionToken: string;
  readonly ClientToken?: UpstreamToken;
}

/** The relayed operations whose input is none of their command's. */
type Misfits<O extends Relayed = Relayed> = O extends unknown
  ? InputTo<O> & Added extends InputOf<O['command']>
    ? never
    : O['name']
  : never;

/** Those that declare of an answer what their command has not. */
type Inventions<O extends Relayed = Relayed> = O extends unknown
  ? Valid<O['output']> extends OutputOf<O['command']>
    ? never
    : O['name']
  : never;

/** Compiles where `T` is never, and else says what it is. */
export function relayedOperationsFitTheirCommands(misfit: Misfits, invention: Inventions): never[] {
  return [misfit, invention];
}

test('a brand is nothing at run time: bearers and tokens are the bytes and texts that they were', () => {
  const text = Buffer.alloc(32, 7).toString('base64url');
  const bearer = parseBearer(text);
  assert(bearer);
  assert.deepEqual(Object.keys(bearer).length, 32);
  assert.equal(JSON.stringify({ bearer: formatBearer(bearer) }), JSON.stringify({ bearer: text }));
});
