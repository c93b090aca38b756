import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { connectHandlers } from '../../lambdas/handlers/connect-handlers.ts';
import type { Ports } from '../../lambdas/core/ports.ts';
import { pipeline } from '../../lambdas/http/pipeline.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import type { Event } from '../../lambdas/http/request-state.ts';
import { ask, pathMembers, pathOf, type ApiAnswer } from '../support/api-request.ts';
import { startChat, type Chat } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { validInput } from '../support/valid-input.ts';

const here = 'http://localhost:4000';
const elsewhere = 'http://127.0.0.1:4001';
const clientToken = '6f1c1c52-2a6b-4c58-9c0e-64a3b1d1f0a1';
const sessionOperations = operations.filter(({ access }) => access === 'session');
const iamOperations = operations.filter(({ access }) => access === 'iam');

suite('Access to every operation', () => {
  let api: LocalApi;
  let live: Ports | undefined;
  let aheadBy = 0;
  /** By what is wrong with them. Each is asked from `here`, unless it names another origin. */
  const refused: Record<string, { readonly bearer?: string; readonly origin?: string }> = {};
  let chat: Chat;
  let expired: Chat;

  before(async () => {
    api = await startLocalApi({
      ports: (ports) => (live = { ...ports, now: () => ports.now() + aheadBy }),
    });
    chat = await startChat(api, { origin: here });
    const revoked = await startChat(api, { origin: here });
    for (const operation of operations.filter(({ name }) => name === 'DisconnectParticipant'))
      await ask(api.url, operation, { bearer: revoked.bearer });
    aheadBy = -26 * 3_600_000;
    expired = await startChat(api, { origin: here });
    aheadBy = 0;
    const foreign = await startChat(api, { origin: elsewhere });
    await ask(api.url, named('GetTranscript'), { bearer: chat.bearer });
    const tokens = api.simulator.calls.flatMap(({ operation, bearer }) =>
      bearer === undefined ? [] : [{ operation, bearer }],
    );
    const token = (of: (operation: string) => boolean): string =>
      tokens.findLast(({ operation }) => of(operation))?.bearer ?? '';
    Object.assign(refused, {
      'no bearer': {},
      'an empty bearer': { bearer: '' },
      'a short bearer': { bearer: chat.bearer.slice(1) },
      'a long bearer': { bearer: `${chat.bearer}A` },
      'a bearer with padding': { bearer: `${chat.bearer.slice(0, -1)}=` },
      'an unknown bearer': { bearer: Buffer.alloc(32, 7).toString('base64url') },
      'another spelling of a good bearer': { bearer: otherSpelling(chat.bearer) },
      'a revoked bearer': { bearer: revoked.bearer },
      'an expired bearer': { bearer: expired.bearer },
      "another origin's bearer": { bearer: foreign.bearer },
      "a bearer of this origin's, used from another": { bearer: chat.bearer, origin: elsewhere },
      "Connect's participant token": { bearer: token((name) => name === 'CreateParticipantConnection') },
      "Connect's connection token": { bearer: token((name) => name === 'GetTranscript') },
      'a contact id': { bearer: chat.contactId },
    });
  });
  after(() => api.close());

  for (const operation of sessionOperations)
    test(`${operation.name} answers every refused bearer with the same 403, and does nothing`, async () => {
      const items = await api.items();
      const calls = api.simulator.calls.length;
      const answers = new Map<string, Set<string>>();
      for (const [what, { bearer, origin = here }] of Object.entries(refused)) {
        const answer = await ask(api.url, operation, {
          input: { ...validInput(operation), ClientToken: clientToken },
          bearer,
          headers: { origin },
        });
        assert.equal(answer.status, 403, what);
        assert.deepEqual(answer.body, { __type: 'AccessDeniedException', message: 'Access denied' }, what);
        const seen = answers.get(seenAs(answer, origin)) ?? new Set();
        answers.set(seenAs(answer, origin), seen.add(what));
      }
      assert.equal(answers.size, 1, JSON.stringify([...answers].map(([head, whats]) => [head, ...whats])));
      assert.deepEqual(await api.items(), items);
      assert.equal(api.simulator.calls.length, calls);
    });

  test('a ClientToken that has an answer does not tell on a revoked bearer', async () => {
    const { bearer } = await startChat(api);
    const operation = named('SendMessage');
    const input = { ...validInput(operation), ClientToken: clientToken };
    const sent = await ask(api.url, operation, { input, bearer });
    assert.equal(sent.status, 200);
    await ask(api.url, named('DisconnectParticipant'), { bearer });
    const known = await ask(api.url, operation, { input, bearer });
    const unknown = await ask(api.url, operation, { input: { ...input, ClientToken: 'other' }, bearer });
    const other = await ask(api.url, operation, { input: { ...input, Content: 'Other' }, bearer });
    assert.equal(known.status, 403);
    assert.equal(seenAs(known), seenAs(unknown));
    assert.equal(seenAs(known), seenAs(other));
  });

  test('a disconnect answers its own repetition, and nobody else', async () => {
    const { bearer } = await startChat(api);
    const operation = named('DisconnectParticipant');
    const input = { ClientToken: clientToken };
    assert.equal((await ask(api.url, operation, { input, bearer })).status, 200);
    const again = await ask(api.url, operation, { input, bearer });
    assert.equal(again.status, 200);
    assert.equal(again.headers.get('idempotent-replayed'), 'true');
    const other = await ask(api.url, operation, { input: { ClientToken: 'other' }, bearer });
    assert.equal(other.status, 403);
    assert.equal(other.headers.get('idempotent-replayed'), null);
  });

  for (const operation of sessionOperations.filter(({ handler }) => handler !== 'disconnect'))
    test(`${operation.name} ignores Authorization, and takes a bearer without an origin`, async () => {
      const { status } = await ask(api.url, operation, {
        input: validInput(operation),
        bearer: chat.bearer,
        headers: { authorization: 'AWS4-HMAC-SHA256 Credential=/20261101//execute-api/aws4_request' },
      });
      assert.notEqual(status, 403);
      const bare = await ask(api.url, operation, {
        input: validInput(operation),
        headers: { authorization: `Bearer ${chat.bearer}` },
      });
      assert.equal(bare.status, 403);
    });

  for (const operation of iamOperations) {
    const input = { ...validInput(operation), ClientToken: clientToken };
    test(`${operation.name} is refused by the gateway without a signature`, async () => {
      const items = await api.items();
      const wrong = {
        MissingAuthenticationTokenException: [undefined],
        IncompleteSignatureException: [
          'Bearer abc',
          'AWS4-HMAC-SHA256 Credential=AKID, SignedHeaders=host, Signature=00',
          `AWS4-HMAC-SHA256 Credential=/20261101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
        ],
      };
      for (const [type, headers] of Object.entries(wrong))
        for (const authorization of headers) {
          const answer = await ask(api.url, operation, {
            input,
            bearer: chat.bearer,
            headers: { authorization },
          });
          assert.equal(answer.status, 403, authorization);
          assert.equal(answer.body['__type'], type, authorization);
        }
      assert.deepEqual(await api.items(), items);
    });

    test(`${operation.name} is refused by its function where nobody has vouched for the caller`, async () => {
      assert(live);
      const lines: string[] = [];
      const handle = pipeline({
        operations: [operation],
        handlers: connectHandlers,
        ports: live,
        log: (line) => lines.push(line),
        metrics: { namespace: 'test', version: undefined },
      });
      const items = await api.items();
      const result = await handle(unsigned(operation, input), {});
      assert.equal(result.statusCode, 403);
      assert.equal(JSON.parse(result.body).__type, 'AccessDeniedException');
      assert.match(lines.join(''), /"reason":"not-iam"/);
      assert.deepEqual(await api.items(), items);
    });
  }

  test('a chat of a trusted back end is good from any allowed origin', async () => {
    const operation = named('StartChatContact');
    const { body } = await ask(api.url, operation, { input: validInput(operation) });
    const bearer = String(body['ParticipantToken']);
    for (const origin of [here, elsewhere]) {
      const answer = await ask(api.url, named('GetSession'), { bearer, headers: { origin } });
      assert.equal(answer.status, 200);
    }
  });

  for (const operation of operations.filter(
    ({ access, method, permissions }) => access !== 'public' || method === 'POST' || permissions.length > 0,
  ))
    test(`${operation.name} refuses an origin that is not allowed, whatever it holds`, async () => {
      const items = await api.items();
      for (const origin of ['https://evil.example', 'null', 'http://localhost:3000.evil.example']) {
        const answer = await ask(api.url, operation, {
          input: validInput(operation),
          bearer: chat.bearer,
          headers: { origin },
        });
        // Nobody reads the answer to a beacon.
        assert.equal(answer.status, operation.form === 'beacon' ? 204 : 403, origin);
      }
      assert.deepEqual(await api.items(), items);
    });
});

function named(name: string): (typeof operations)[number] {
  const operation = operations.find((candidate) => candidate.name === name);
  assert(operation);
  return operation;
}

/** The same bytes, for a decoder that does not mind the four bits that a 43rd character has over. */
function otherSpelling(bearer: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet[alphabet.indexOf(bearer.at(-1) ?? '') + 1] ?? '';
  const other = bearer.slice(0, -1) + last;
  assert.deepEqual(Buffer.from(other, 'base64url'), Buffer.from(bearer, 'base64url'));
  return other;
}

/** All that a caller sees, but for the request's own id and time, and its own origin. */
function seenAs({ status, headers, text }: ApiAnswer, origin?: string): string {
  const own = new Set(['x-amzn-requestid', 'date']);
  const seen = [...headers].map(([name, value]) =>
    own.has(name) ? [name] : [name, value === origin ? 'its own origin' : value],
  );
  return JSON.stringify([status, seen, text]);
}

/** What the function would get, were the route deployed without authorization. */
function unsigned(operation: Operation, input: Readonly<Record<string, unknown>>): Event {
  return {
    resource: operation.path,
    path: pathOf(operation, input),
    httpMethod: operation.method,
    headers: { 'content-type': 'application/json' },
    pathParameters: Object.fromEntries(pathMembers(operation).map((name) => [name, input[name]])),
    body: operation.method === 'POST' ? JSON.stringify(input) : null,
    isBase64Encoded: false,
    requestContext: { requestId: 'request', identity: { userArn: null } },
  } as unknown as Event;
}
