import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { agentTexts } from '../../../local/simulated-connect/agent-texts.ts';
import type { ContactSnapshot } from '../../../local/simulated-connect/contact-snapshot.ts';
import { chatIn, itemsIn, newChat, promptAgent, subscribedSocket, until } from './chat-fixture.ts';
import type { Chat } from './chat-fixture.ts';

const event = 'application/vnd.amazonaws.connect.event';

/** The API mounted on another server, as the local gateway mounts it. */
async function mountedConsole(t: TestContext, { simulator }: Pick<Chat, 'simulator'>): Promise<Console> {
  const server = createServer((request, response) => {
    void simulator.agentApi(request, response, (request.url ?? '').replace('/agent/api', ''));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => server.close());
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/agent/api`;
  const call: Console['call'] = async (method, path, body) => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(base + path, init);
    const answer: Awaited<ReturnType<Console['call']>>['body'] = JSON.parse(await response.text());
    return { status: response.status, body: answer };
  };
  return { base, call };
}

interface Console {
  readonly base: string;
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
  ) => Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }>;
}

test('the console lists the newest contacts first, at most 50', async (t) => {
  const chat = await newChat(t);
  const { call } = await mountedConsole(t, chat);
  for (let other = 0; other < 50; other += 1) {
    await chat.connect.startChatContact({
      InstanceId: 'i',
      ContactFlowId: 'f',
      ParticipantDetails: { DisplayName: `${other}` },
    });
  }
  const { body } = await call('GET', '/contacts');
  const contacts = body['Contacts'] as readonly ContactSnapshot[];
  assert.equal(contacts.length, 50);
  assert.partialDeepStrictEqual(contacts[0], {
    DisplayName: '49',
    State: 'WAITING',
    Automatic: false,
    CustomerTyping: false,
    Items: [],
  });
});

test('a person who joins silences the automatic agent, and can give the chat back', async (t) => {
  const chat = await newChat(t, promptAgent);
  const { call } = await mountedConsole(t, chat);
  const socket = await subscribedSocket(t, chat);
  const says = (Content: string): Promise<unknown> =>
    socket.item((item) => 'Content' in item && item.Content === Content);
  await until(() => itemsIn(chat.simulator).some(({ Content }) => Content === agentTexts.greeting));
  const joined = await call('POST', `/contacts/${chat.ContactId}/join`);
  assert.partialDeepStrictEqual(joined, { status: 200, body: { State: 'ACTIVE', Automatic: false } });

  const send = (Content: string): Promise<unknown> =>
    chat.participant.sendMessage({
      ConnectionToken: chat.ConnectionToken,
      ContentType: 'text/plain',
      Content,
    });
  await send('unanswered');
  await call('POST', `/contacts/${chat.ContactId}/message`, { Content: 'A person here' });
  await says('A person here');
  await call('POST', `/contacts/${chat.ContactId}/automatic`, { Automatic: true });
  await send('answered');
  await says(agentTexts.echo('answered'));
  assert(itemsIn(chat.simulator).every(({ Content }) => Content !== agentTexts.echo('unanswered')));
});

test('a person can type, send a file and a view, and end the chat', async (t) => {
  const chat = await newChat(t);
  const { call } = await mountedConsole(t, chat);
  const socket = await subscribedSocket(t, chat);
  const act = async (action: string, body?: object): Promise<void> => {
    assert.equal((await call('POST', `/contacts/${chat.ContactId}/${action}`, body)).status, 200);
  };
  await act('typing');
  await socket.item(({ ContentType }) => ContentType === `${event}.typing`);
  const Base64 = Buffer.from('hello').toString('base64');
  await act('attachment', { AttachmentName: 'a.txt', ContentType: 'text/plain', Base64 });
  await socket.item(({ Type }) => Type === 'ATTACHMENT');
  await act('view');
  await socket.item(({ ContentType }) => ContentType?.endsWith('message.interactive') === true);
  await act('end');
  await socket.item(({ ContentType }) => ContentType === `${event}.chat.ended`);
  assert.equal((await call('POST', `/contacts/${chat.ContactId}/typing`)).status, 400);
});

test('bad input answers 400 and says why; unknown paths answer 404', async (t) => {
  const chat = await newChat(t);
  const { call } = await mountedConsole(t, chat);
  const contact = `/contacts/${chat.ContactId}`;
  const large = Buffer.alloc(1024 * 1024 + 1).toString('base64');
  for (const [path, body] of [
    [`${contact}/message`, {}],
    [`${contact}/message`, { Content: 7 }],
    [`${contact}/message`, { Content: 'x', ContentType: 'text/html' }],
    [`${contact}/automatic`, { Automatic: 'yes' }],
    [`${contact}/attachment`, { AttachmentName: 'a', ContentType: 'text/plain', Base64: large }],
    [`${contact}/attachment`, { AttachmentName: 'a', ContentType: 'text/html', Base64: 'eA==' }],
    [`${contact}/attachment`, { AttachmentName: 'a', ContentType: 'text/plain', Base64: large + large }],
    ['/faults', { kind: 'unknown' }],
    ['/faults', { kind: 'error', times: '2' }],
    ['/faults', { kind: 'error', delayMs: -1 }],
    ['/faults', { kind: 'error', operation: 'Unknown' }],
  ] as const) {
    const { status, body: answer } = await call('POST', path, body);
    assert.equal(status, 400, path);
    assert.equal(typeof answer['message'], 'string');
  }
  for (const [method, path] of [
    ['GET', '/'],
    ['PUT', '/faults'],
    ['POST', `${contact}/toString`],
    ['POST', '/contacts/unknown/join'],
    ['DELETE', '/contacts'],
  ] as const) {
    assert.equal((await call(method, path)).status, 404, path);
  }
});

test('the console tells the simulator to misbehave, and to stop', async (t) => {
  const chat = await newChat(t);
  const { call } = await mountedConsole(t, chat);
  await call('POST', '/faults', { kind: 'error', operation: 'GetTranscript', times: 5 });
  await assert.rejects(chat.participant.getTranscript({ ConnectionToken: chat.ConnectionToken }));
  const { body } = await call('GET', '/faults');
  assert.partialDeepStrictEqual(body, { Faults: [{ kind: 'error', operation: 'GetTranscript', times: 4 }] });
  assert.deepEqual((await call('DELETE', '/faults')).body, { Faults: [] });
  await chat.participant.getTranscript({ ConnectionToken: chat.ConnectionToken });
});

test('changes of contacts are streamed as events', async (t) => {
  const chat = await newChat(t);
  const { base } = await mountedConsole(t, chat);
  const response = await fetch(`${base}/events`);
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  assert(response.body !== null);
  const { ConnectionToken } = chat;
  await chat.participant.sendMessage({ ConnectionToken, ContentType: 'text/plain', Content: 'streamed' });
  await chatIn(t, chat.simulator);
  let received = '';
  for await (const chunk of response.body) {
    received += Buffer.from(chunk).toString();
    if (received.split('event: contact').length === 3) break;
  }
  const [first = ''] = received.split('data: ').slice(1);
  const contact: ContactSnapshot = JSON.parse(first.split('\n')[0] ?? '');
  assert.equal(contact.ContactId, chat.ContactId);
  assert.equal(contact.Items.at(-1)?.Content, 'streamed');
});

test('closing the simulator ends the streams on the gateway’s server', async (t) => {
  const chat = await newChat(t);
  const { base } = await mountedConsole(t, chat);
  const response = await fetch(`${base}/events`);
  await chat.simulator.close();
  assert.match(await response.text(), /^: connected/);
});
