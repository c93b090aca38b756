import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  ConnectParticipantClient,
  CreateParticipantConnectionCommand,
  DisconnectParticipantCommand,
  GetTranscriptCommand,
  SendEventCommand,
  SendMessageCommand,
} from '@aws-sdk/client-connectparticipant';
import fc from 'fast-check';
import { participantWire } from '../../../lambdas/adapters/wire/participant.ts';
import { sdkCall } from '../../../lambdas/adapters/sdk/call.ts';
import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import { validate } from '../../../lambdas/core/validate.ts';
import type { Sent } from '../../../lambdas/core/ports.ts';
import { operations } from '../../../lambdas/operations/operations.ts';
import type { CommandName } from '../../../lambdas/core/commands.ts';
import type { Operation } from '../../../lambdas/operations/operation.ts';
import { anyText, arbitraryOf } from '../../support/arbitrary-input.ts';
import { startWireServer, type WireAnswer, type WireRequest, type WireServer } from './wire-server.ts';

/** The Participant Service's wire, held to the AWS SDK's: the same requests, the same of every answer. */

const region = 'eu-central-1';
const timeout = 2_000;

const commands: Partial<Record<CommandName, new (input: never) => object>> = {
  CreateParticipantConnection: CreateParticipantConnectionCommand,
  DisconnectParticipant: DisconnectParticipantCommand,
  GetTranscript: GetTranscriptCommand,
  SendEvent: SendEventCommand,
  SendMessage: SendMessageCommand,
};

const direct = operations.filter(({ command }) => command !== undefined && command in commands);

type Send = (command: CommandName, input: Readonly<Record<string, unknown>>) => Promise<Sent<unknown>>;

function both(server: WireServer): { readonly ours: Send; readonly theirs: Send } {
  const wire = participantWire({ region, endpoint: server.url });
  const client = new ConnectParticipantClient({
    region,
    endpoint: server.url,
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: (request) => Promise.resolve(request) },
    maxAttempts: 1,
  });
  return {
    ours: (command, input) => wire.send(command, input, timeout),
    theirs: (command, input) =>
      sdkCall((abortSignal) => {
        const Command = commands[command];
        assert.ok(Command);
        return client.send<never, { $metadata: never }>(new Command(input as never) as never, {
          abortSignal,
        });
      }, timeout),
  };
}

/** A request without what the SDK tells of itself. */
function comparable(request: WireRequest | undefined): object {
  assert.ok(request);
  const headers = request.headers.filter(([name]) => !/^(x-amz-)?user-agent$|^amz-sdk-/i.test(name));
  return {
    ...request,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
  };
}

/** What the relay sends: valid input, a ClientToken where the operation has one, and a token for the bearer. */
function relayed(operation: Operation): fc.Arbitrary<Record<string, unknown>> {
  const token = operation.command === 'CreateParticipantConnection' ? 'ParticipantToken' : 'ConnectionToken';
  return fc
    .tuple(
      arbitraryOf(operation.input),
      fc.string({ unit: fc.constantFrom('a', '0', '+', '/', '='), minLength: 1 }),
    )
    .map(([given, bearer]) => ({ ...validate(operation.input, given, 'drop'), bearer }))
    .filter(({ problems }) => problems.length === 0)
    .map(({ value, bearer }) => ({
      ...value,
      ...('ClientToken' in operation.input.members && { ClientToken: value['ClientToken'] ?? 'derived' }),
      [token]: bearer,
    }));
}

async function outcome(sending: Promise<Sent<unknown>>): Promise<unknown> {
  try {
    return await sending;
  } catch (error) {
    assert.ok(error instanceof UpstreamError, String(error));
    return { failure: error.failure, requestId: error.requestId };
  }
}

test('the frequent calls of a chat are sent without the AWS SDK', () => {
  const { commands: wired } = participantWire({ region, endpoint: 'http://127.0.0.1:9' });
  assert.deepEqual(wired, new Set(Object.keys(commands)));
});

for (const operation of direct)
  suite(operation.name, () => {
    const command = operation.command ?? 'SendMessage';

    test('is sent as the AWS SDK sends it, byte for byte', async () => {
      const server = await startWireServer();
      const { ours, theirs } = both(server);
      await fc.assert(
        fc.asyncProperty(relayed(operation), async (input) => {
          server.requests.length = 0;
          await ours(command, input);
          await theirs(command, input);
          assert.equal(server.requests.length, 2);
          assert.deepEqual(comparable(server.requests[0]), comparable(server.requests[1]));
        }),
        { numRuns: 150 },
      );
    });

    test('is answered as the AWS SDK reads it', async () => {
      const server = await startWireServer();
      const { ours, theirs } = both(server);
      const input = { ConnectionToken: 't', ParticipantToken: 't' };
      await fc.assert(
        fc.asyncProperty(
          arbitraryOf(operation.output),
          fc.string({ unit: 'grapheme-ascii' }),
          async (body, id) => {
            // What is no object, or is not of its schema's kinds, the SDK reads in ways of its own.
            fc.pre(isAnswer(operation, body));
            server.answer = { status: 200, headers: { 'x-amzn-RequestId': id }, body: JSON.stringify(body) };
            assert.deepEqual(await outcome(ours(command, input)), await outcome(theirs(command, input)));
          },
        ),
        { numRuns: 150 },
      );
    });
  });

function isAnswer({ output }: Operation, body: unknown): boolean {
  return validate(unbounded(output), body, 'drop').problems.length === 0;
}

/** The shape without its bounds: the kinds alone. */
function unbounded<S extends object>(shape: S): S {
  return JSON.parse(
    JSON.stringify(shape, (key, value: unknown) =>
      ['min', 'max', 'values', 'required'].includes(key) ? (key === 'required' ? [] : undefined) : value,
    ),
  ) as S;
}

suite('A refusal', () => {
  const names = [
    'ValidationException',
    'AccessDeniedException',
    'ThrottlingException',
    'InternalServerException',
    'ConflictException',
    'TooManyRequestsException',
    'LimitExceededException',
    'SomethingNewException',
  ];
  const namespaced = fc
    .tuple(
      fc.constantFrom('', 'com.amazonaws.connectparticipant#'),
      fc.constantFrom(...names),
      fc.constantFrom('', ':http://internal.amazon.com/coral/'),
    )
    .map((parts) => parts.join(''));
  const status = fc.constantFrom(400, 401, 402, 403, 404, 409, 410, 429, 500, 502, 503, 504);

  test('reads as through the AWS SDK, wherever it has its name', async () => {
    const server = await startWireServer();
    const { ours, theirs } = both(server);
    const answer: fc.Arbitrary<WireAnswer> = fc
      .tuple(
        status,
        fc.record({ 'x-amzn-errortype': namespaced, 'x-amzn-requestid': fc.uuid() }, { requiredKeys: [] }),
        fc.record(
          { __type: namespaced, code: namespaced, message: anyText, Message: anyText, other: fc.jsonValue() },
          { requiredKeys: [] },
        ),
      )
      // Without a name the SDK makes one up.
      .filter(([, headers, body]) => 'x-amzn-errortype' in headers || 'code' in body || '__type' in body)
      .map(([code, headers, body]) => ({ status: code, headers, body: JSON.stringify(body) }));
    await fc.assert(
      fc.asyncProperty(answer, async (given) => {
        server.answer = given;
        const input = { ConnectionToken: 't' };
        const [mine, its] = [
          await outcome(ours('SendMessage', input)),
          await outcome(theirs('SendMessage', input)),
        ];
        assert.deepEqual(withoutEmptyMessage(mine), withoutEmptyMessage(its));
      }),
      { numRuns: 300 },
    );
  });

  for (const [what, body] of [
    ['of HTML', '<html><body>403 Forbidden</body></html>'],
    ['of nothing', ''],
    ['of a text', '"no"'],
    ['cut short', '{"message":"Acce'],
  ] as const)
    test(`${what} is told by its status`, async () => {
      const server = await startWireServer();
      const { ours } = both(server);
      for (const [code, kind] of [
        [400, 'rejected'],
        [403, 'denied'],
        [429, 'throttled'],
        [502, 'ambiguous'],
      ] as const) {
        server.answer = { status: code, body };
        const { failure } = (await outcome(ours('SendMessage', { ConnectionToken: 't' }))) as {
          failure: { kind: string };
        };
        assert.equal(failure.kind, kind);
      }
    });
});

/** Where there is no message the SDK has a text of its own. */
function withoutEmptyMessage(found: unknown): unknown {
  const { failure, ...rest } = found as { failure: { kind: string; message?: string } };
  const { message, ...told } = failure;
  return {
    ...rest,
    failure: { ...told, ...(message !== '' && message?.startsWith('Unknown') !== true && { message }) },
  };
}

suite('What is no whole answer', () => {
  for (const [what, answer] of [
    ['a success that is no JSON', { status: 200, body: '<html>' }],
    ['a success that is no object', { status: 200, body: '[1]' }],
    ['a success that is cut short', { status: 200, body: '{"Id":' }],
    ['a redirection', { status: 302, headers: { location: 'http://127.0.0.1:9/' }, body: '' }],
    ['a connection that ends', (socket: { destroy(): void }) => socket.destroy()],
    [
      'an answer that ends before its length',
      (socket: { end(text: string): void }) =>
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Id":"'),
    ],
    ['what is no HTTP', (socket: { end(text: string): void }) => socket.end('HELO\r\n\r\n')],
  ] as const)
    test(`${what} is ambiguous`, async () => {
      const server = await startWireServer();
      server.answer = answer;
      const { ours } = both(server);
      const { failure } = (await outcome(ours('SendMessage', { ConnectionToken: 't' }))) as {
        failure: { kind: string };
      };
      assert.equal(failure.kind, 'ambiguous');
    });

  test('an answer that does not come in time is a TimeoutError', async () => {
    const server = await startWireServer();
    server.answer = () => undefined;
    const wire = participantWire({ region, endpoint: server.url });
    assert.deepEqual(
      await outcome(wire.send('SendMessage', { ContentType: 't', Content: 'c', ConnectionToken: 't' }, 50)),
      {
        failure: { kind: 'ambiguous', detail: 'TimeoutError' },
        requestId: undefined,
      },
    );
  });
});
