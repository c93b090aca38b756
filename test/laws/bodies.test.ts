import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, suite, test } from 'node:test';
import { operations } from '../../lambdas/operations/operations.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { ask, type ApiRequest } from '../support/api-request.ts';
import { startChat } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { validInput } from '../support/valid-input.ts';

/** Bodies as such, before any member is looked at. */

const limit = 65_536;
const withBody = operations.filter(({ method, form }) => method === 'POST' && form === undefined);

suite('The body of every operation', () => {
  let api: LocalApi;
  let bearer: string;
  before(async () => {
    api = await startLocalApi();
    ({ bearer } = await startChat(api));
  });
  after(() => api.close());

  async function refuses(operation: Operation, request: ApiRequest, message: string | RegExp): Promise<void> {
    const answer = await ask(api.url, operation, { bearer, ...request });
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.body['__type'], 'ValidationException');
    const said = String(answer.body['message']);
    if (typeof message === 'string') assert.equal(said, message);
    else assert.match(said, message);
  }

  for (const operation of withBody) {
    const input = validInput(operation);
    const members = Object.fromEntries(
      Object.entries(input).filter(([name]) => !operation.path.includes(`{${name}`)),
    );
    const valid = JSON.stringify(members);

    test(`${operation.name} refuses what is no JSON object of its type and size, and does nothing`, async () => {
      const calls = api.simulator.calls.length;
      const items = await api.items();
      for (const body of [
        '{',
        '{"a":1,}',
        "{'a':1}",
        'undefined',
        'NaN',
        '\uFEFF',
        '{"a":"\u0001"}',
        '<html>',
      ])
        await refuses(operation, { input, body }, 'The body must be valid JSON');
      await refuses(
        operation,
        { input, body: new Uint8Array([0x7b, 0xff, 0x7d]) },
        'The body must be valid JSON',
      );
      for (const body of ['null', '[]', '"text"', '7', 'true', `[${valid}]`, '['.repeat(30_000)])
        await refuses(operation, { input, body }, /^The body must be (a JSON object|valid JSON)$/);
      for (const type of [
        undefined,
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data',
        'application/jsonp',
        'application/json-patch+json',
        'text/json',
      ])
        await refuses(
          operation,
          // As bytes, for which fetch names no type of its own.
          { input, body: new TextEncoder().encode(valid), headers: { 'content-type': type } },
          'Content-Type must be application/json',
        );
      await refuses(
        operation,
        { input, body: valid + ' '.repeat(limit + 1 - valid.length) },
        `The body must have at most ${limit} bytes`,
      );
      await refuses(
        operation,
        { input, body: JSON.stringify({ a: '€'.repeat(limit / 3) }) },
        `The body must have at most ${limit} bytes`,
      );
      assert.equal(api.simulator.calls.length, calls);
      assert.deepEqual(await api.items(), items);
    });

    test(`${operation.name} takes JSON of every legal spelling, up to its size`, async () => {
      for (const request of [
        { body: valid + ' '.repeat(limit - valid.length) },
        { body: `\r\n\t${valid}` },
        { headers: { 'content-type': 'application/json;charset=UTF-8' } },
        { headers: { 'content-type': 'Application/JSON' } },
        { headers: { 'content-type': 'application/json ; charset="utf-8"' } },
      ]) {
        const calls = api.simulator.calls.length;
        const { status, text } = await ask(api.url, operation, {
          input,
          bearer,
          ...request,
          headers: { ...request.headers, 'idempotency-key': randomUUID() },
        });
        assert(status !== 400 || api.simulator.calls.length > calls, text);
        if (operation.handler === 'disconnect') ({ bearer } = await startChat(api));
      }
    });

    test(`${operation.name} ${operation.unknownMembers === 'drop' ? 'drops' : 'refuses'} members it does not know`, async () => {
      const strangers = ['Stranger', 'ContactID', 'ConnectionToken', '__proto__', 'constructor', 'toString'];
      for (const name of strangers) {
        const body = valid.replace(
          /\}$/,
          `${valid === '{}' ? '' : ','}${JSON.stringify(name)}:{"a":"canary"}}`,
        );
        // Of typing, a chat is sent the first alone.
        if (operation.name === 'SendEvent') ({ bearer } = await startChat(api));
        const { length } = api.simulator.calls;
        if (operation.unknownMembers === 'refuse') {
          const known = Object.keys(operation.input.members).join(', ');
          await refuses(
            operation,
            { input, body },
            `${name} is not a member of this operation; its members are: ${known}`,
          );
          assert.equal(api.simulator.calls.length, length);
        } else {
          // Required of some, and a repetition would be a replay.
          const headers = { 'idempotency-key': randomUUID() };
          const answer = await ask(api.url, operation, { input, body, bearer, headers });
          const sent = api.simulator.calls.slice(length);
          assert(sent.length > 0, answer.text);
          assert.doesNotMatch(JSON.stringify(sent), /canary|Stranger/);
          if (operation.handler === 'disconnect') ({ bearer } = await startChat(api));
        }
      }
    });

    test(`${operation.name} shows back no name that could be more than a name`, async () => {
      for (const name of ['<script>alert(1)</script>', 'a b', 'é', 'a'.repeat(65), '']) {
        const body = JSON.stringify({ ...members, [name]: 1 });
        const { text } = await ask(api.url, operation, { input, body, bearer });
        if (name !== '') assert(!text.includes(name));
        if (operation.handler === 'disconnect') ({ bearer } = await startChat(api));
      }
    });

    test(`${operation.name} survives bodies of any depth`, async () => {
      for (const nest of [
        (deep: string) => `{"a":${deep}}`,
        ...Object.keys(operation.input.members).map((name) => (deep: string) => `{"${name}":${deep}}`),
      ]) {
        const depth = 5_000;
        const lists = '['.repeat(depth) + ']'.repeat(depth);
        const objects = '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
        for (const deep of [lists, objects]) {
          const { status } = await ask(api.url, operation, { input, body: nest(deep), bearer });
          assert(status < 500);
          if (operation.handler === 'disconnect') ({ bearer } = await startChat(api));
        }
      }
    });
  }

  test('a segment attribute is nested to 24 levels and no deeper', async () => {
    const operation = operations.find(({ name }) => name === 'StartChatContact');
    assert(operation);
    const nested = (levels: number): unknown =>
      levels === 0 ? { ValueString: 'a' } : { ValueList: [nested(levels - 1)] };
    const input = (levels: number): Record<string, unknown> => ({
      ...validInput(operation),
      // Lists are values of Connect's own segment attributes only.
      SegmentAttributes: { 'connect:a': nested(levels) },
    });
    assert.equal((await ask(api.url, operation, { input: input(24) })).status, 200);
    await refuses(operation, { input: input(25) }, /must not nest deeper than 24 levels$/);
  });
});
