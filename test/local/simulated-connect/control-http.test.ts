import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { answers, newChat } from './chat-fixture.ts';

test('another process can read calls and contacts, add faults and expire tokens', async (t) => {
  const { simulator, participant, ConnectionToken, ParticipantToken, ContactId } = await newChat(t);
  const ask = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    return JSON.parse(await (await fetch(`${simulator.url}/_simulator${path}`, init)).text());
  };
  assert.partialDeepStrictEqual(await ask('GET', '/calls'), {
    calls: [
      {
        operation: 'StartChatContact',
        status: 200,
        applied: true,
        deduplicated: false,
        contactId: ContactId,
      },
      { operation: 'CreateParticipantConnection', status: 200, bearer: ParticipantToken },
    ],
  });
  assert.partialDeepStrictEqual(await ask('GET', '/contacts'), { contacts: [{ ContactId }] });
  await ask('POST', '/faults', { kind: 'error' });
  await assert.rejects(
    participant.getTranscript({ ConnectionToken }),
    answers('InternalServerException', 500),
  );
  await ask('POST', '/faults', { kind: 'error' });
  await ask('DELETE', '/faults');
  await participant.getTranscript({ ConnectionToken });
  await ask('POST', '/expire', { what: 'connection' });
  const denied = answers('AccessDeniedException', 403);
  await assert.rejects(participant.getTranscript({ ConnectionToken }), denied);
  await ask('POST', '/expire', { what: 'participant' });
  await assert.rejects(participant.createParticipantConnection({ ParticipantToken }), denied);
  assert.equal(typeof (await ask('POST', '/expire', { what: 'all' }))['message'], 'string');
  assert.equal(typeof (await ask('GET', '/unknown'))['message'], 'string');
});

test('calls can be read since a time', async (t) => {
  const { simulator } = await newChat(t);
  const since = async (time: number | string): Promise<number> => {
    const response = await fetch(`${simulator.url}/_simulator/calls?since=${time}`);
    return ((await response.json()) as { readonly calls: readonly unknown[] }).calls.length;
  };
  const [first, second] = simulator.calls;
  assert.ok(first && second);
  assert.equal(await since(first.at), 2);
  assert.equal(await since(second.at + 1), 0);
  assert.equal(await since('yesterday'), 2);
});

test('a page from elsewhere cannot read the calls', async (t) => {
  const { simulator } = await newChat(t);
  const status = (headers: Record<string, string>): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      request(`${simulator.url}/_simulator/calls`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
  assert.equal(await status({ origin: 'https://evil.example' }), 403);
  assert.equal(await status({ origin: 'null' }), 403);
  assert.equal(await status({ host: 'rebound.example' }), 403);
  assert.equal(await status({ host: '127.0.0.1.evil.example' }), 403);
  assert.equal(await status({ host: 'localhost:80', origin: 'http://127.0.0.1:4000' }), 200);
  assert.equal(await status({ host: '[::1]:80' }), 200);
});
