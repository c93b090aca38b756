import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import { requestLine } from '../../local/instances/request-line.ts';
import { message, newChat, post } from '../support/api-call.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';

const noon = (): string => '12:00:03';
const plain = { colour: false, instance: undefined };

function told(line: string, look: Parameters<typeof requestLine>[1] = plain): string {
  return requestLine(line, look, noon);
}

suite('A line for a person', () => {
  let api: LocalApi;
  before(async () => {
    api = await startLocalApi({ environment: { ALLOWED_ORIGINS: '["https://www.example.com"]' } });
  });
  after(() => api.close());
  const last = (): string => api.log.at(-1) ?? '';

  test('has the time, the route, the status, how long it took, the decision and the chat', async () => {
    const { bearer } = await newChat(api.url);
    await post(api.url, '/participant/message', message('first'), { bearer });
    await post(api.url, '/participant/message', message('second'), { bearer });
    assert.match(told(last()), /^12:00:03 POST \/participant\/message 200 \d+ ms claimed · chat [\w-]{5}…$/);
    await post(api.url, '/participant/message', message('second'), { bearer });
    assert.match(told(last()), /^12:00:03 POST \/participant\/message 200 \d+ ms replayed · chat [\w-]{5}…$/);
  });

  test('of a request that failed says why', async () => {
    await fetch(`${api.url}/session`, { headers: { 'x-amz-bearer': 'abc' } });
    assert.match(told(last()), /^12:00:03 GET \/session 403 \d+ ms bearer-malformed$/);
    await post(api.url, '/chats', {}, { headers: { origin: 'https://stranger.example' } });
    assert.match(told(last()), /^12:00:03 POST \/chats 403 \d+ ms origin-\S+ · https:\/\/stranger\.example$/);
    api.simulator.faults.add({ kind: 'invalid', operation: 'StartChatContact' });
    await post(api.url, '/chats', { ParticipantDetails: { DisplayName: 'Ada' } });
    assert.match(told(last()), /^12:00:03 POST \/chats 400 \d+ ms rejected(: .+)?$/);
  });

  test('says which of several processes it is, and has colour where it is asked for', async () => {
    await fetch(`${api.url}/health`);
    const several = told(last(), { colour: false, instance: 2 });
    assert.match(several, /^12:00:03 \[2\] GET \/health 200 \d+ ms$/);
    const coloured = told(last(), { colour: true, instance: 2 });
    assert.notEqual(coloured, several);
    assert.equal(stripVTControlCharacters(coloured), several);
    assert.equal(stripVTControlCharacters(several), several);
  });

  test('has nothing of what callers sent, as the log has not', async () => {
    const { bearer } = await newChat(api.url, {
      ParticipantDetails: { DisplayName: 'Grace Hopper' },
      Attributes: { topic: 'compilers' },
    });
    await post(api.url, '/participant/message', message('secret', 'What I say'), { bearer });
    const lines = api.log.map((line) => told(line)).join('\n');
    for (const secret of [bearer, 'Grace', 'compilers', 'What I say', 'secret'])
      assert.ok(!lines.includes(secret), secret);
  });
});

test('what is no line of a function’s passes as it is', () => {
  for (const line of [
    '',
    'Hello',
    '{"a":1}',
    '{"_aws":',
    '{"_aws":null}',
    '{"_aws":{"Timestamp":"now"},"operation":"GetHealth"}',
    '{"_aws":{"Timestamp":1},"operation":7}',
    '\u001B[31mred\u001B[0m',
  ])
    assert.equal(told(line), line);
});

test('no value steers a terminal, breaks the line or turns its direction', () => {
  fc.assert(
    fc.property(
      fc.record({
        operation: fc.string({ unit: 'binary' }),
        status: fc.oneof(fc.integer(), fc.constant(undefined)),
        reason: fc.string({
          unit: fc.constantFrom('\u001B', '[', '2', 'J', '\n', '\r', '\u202E', '\u009B', '\u2028', 'a'),
        }),
        cause: fc.string({ unit: 'binary' }),
        chat: fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\u001B]0;a\u0007')),
        ledger: fc.anything(),
        duration: fc.anything(),
        at: fc.string({ unit: 'binary' }),
        origin: fc.string({ unit: 'binary' }),
      }),
      (fields) => {
        const line = told(JSON.stringify({ _aws: { Timestamp: 1 }, ...fields }));
        assert.doesNotMatch(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        assert.match(line, /^12:00:03 /);
      },
    ),
  );
});
