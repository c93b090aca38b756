import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type * as ChatJs from '../../client/src/chatjs.ts';
import { chatJsClient } from '../../client/src/chatjs.ts';
import { skipped } from '../clients/journeys/browser.ts';
import { contactWith, openForeignPage, openStage, type Stage } from '../clients/journeys/stage.ts';
import { startChat } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';

/** As much of chatjs 5.2 as has to do with a client of one's own: the class that it is to be of. */
class ChatClient {
  readonly isOfChatJs = true;
}
const connectDouble = { ChatSession: { ChatClient } };

describe('as the customChatClient of chatjs 5.2', () => {
  let api: LocalApi;
  before(async () => {
    api = await startLocalApi();
  });
  after(() => api.close());

  test('is of the class that chatjs asks for, with every method', () => {
    const client = chatJsClient(connectDouble, { endpoint: api.url });
    assert.ok(client instanceof ChatClient);
    for (const name of [
      'createParticipantConnection',
      'disconnectParticipant',
      'sendMessage',
      'sendEvent',
      'getTranscript',
      'sendAttachment',
      'downloadAttachment',
      'getAttachmentURL',
      'describeView',
      'getAuthenticationUrl',
      'cancelParticipantAuthentication',
    ] as const)
      assert.equal(typeof client[name], 'function', name);
  });

  test('takes the arguments in the order of chatjs, and answers the body as `data`', async () => {
    const { bearer } = await startChat(api);
    const client = chatJsClient(connectDouble, { endpoint: api.url });
    const connection = await client.createParticipantConnection(
      bearer,
      ['WEBSOCKET', 'CONNECTION_CREDENTIALS'],
      null,
    );
    assert.match(connection.data.Websocket?.Url ?? '', /^ws:/);
    assert.equal(connection.data.ConnectionCredentials?.ConnectionToken, bearer);
    const first = await client.sendMessage(bearer, 'Hello', 'text/plain', 'token-1');
    const again = await client.sendMessage(bearer, 'Hello', 'text/plain', 'token-1');
    assert.equal(first.data.Id, again.data.Id);
    await client.sendEvent(
      bearer,
      'application/vnd.amazonaws.connect.event.message.read',
      JSON.stringify({ messageId: first.data.Id }),
      'INCOMING_READ_RECEIPT',
    );
    const page = await client.getTranscript(bearer, {
      maxResults: 15,
      nextToken: null,
      scanDirection: 'BACKWARD',
      sortOrder: 'ASCENDING',
      startPosition: { id: undefined, absoluteTime: undefined, mostRecent: undefined },
      contactId: null,
    });
    assert.deepEqual(
      page.data.Transcript.filter(({ Type }) => Type === 'MESSAGE').map(({ Content }) => Content),
      ['Hello'],
    );
    assert.deepEqual(await client.disconnectParticipant(bearer), { data: {} });
  });

  test('tells of a visitor who writes once in 10 s, and of another visitor for themselves', async () => {
    const client = chatJsClient(connectDouble, { endpoint: api.url });
    const typing = 'application/vnd.amazonaws.connect.event.typing';
    const before = api.simulator.calls.length;
    for (const chat of [await startChat(api), await startChat(api)]) {
      await client.createParticipantConnection(chat.bearer, ['CONNECTION_CREDENTIALS'], true);
      for (let times = 0; times < 3; times += 1) await client.sendEvent(chat.bearer, typing, null);
    }
    const sent = api.simulator.calls.slice(before).filter(({ operation }) => operation === 'SendEvent');
    assert.equal(sent.length, 2);
  });

  test('rejects as chatjs expects it: with type, message, stack and statusCode', async () => {
    const { bearer } = await startChat(api);
    const client = chatJsClient(connectDouble, { endpoint: api.url });
    await client.disconnectParticipant(bearer);
    const error = (await client
      .sendMessage(bearer, 'late', 'text/plain')
      .catch((reason: unknown) => reason)) as {
      readonly [name: string]: unknown;
    };
    assert.equal(error['type'], 'AccessDeniedException');
    assert.equal(error['statusCode'], 403);
    assert.equal(error['message'], 'Access denied');
    assert.equal(typeof error['stack'], 'string');
  });
});

declare global {
  interface Window {
    chatjs: typeof ChatJs;
    said: string[];
    session: connect.CustomerChatSession;
  }
}

describe('below chatjs 5.0.0, in a browser', { skip: skipped }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  test('carries all that chatjs does', async (t) => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL('../../client/src/chatjs.ts', import.meta.url))],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'chatjs',
      logLevel: 'silent',
    });
    const { page } = await stage.page(t);
    await openForeignPage(t, page);
    await page.evaluate(`${outputFiles[0]?.text}; window.chatjs = chatjs;`);
    const contactId = await page.evaluate(async (endpoint) => {
      const response = await fetch(`${endpoint}/chats`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ParticipantDetails: { DisplayName: 'Kit' } }),
      });
      const started = (await response.json()) as Readonly<Record<string, string>>;
      connect.ChatSession.setGlobalConfig({ region: 'us-east-1' });
      const session = connect.ChatSession.create({
        type: 'CUSTOMER',
        chatDetails: {
          contactId: started['ContactId'] ?? '',
          participantId: started['ParticipantId'] ?? '',
          participantToken: started['ParticipantToken'] ?? '',
        },
        disableCSM: true,
      });
      const double = { ChatSession: { ChatClient: Object } };
      // chatjs 5.0 has no hook for it yet.
      (session.controller as unknown as { chatClient: unknown }).chatClient = window.chatjs.chatJsClient(
        double,
        {
          endpoint,
        },
      );
      window.said = [];
      window.session = session;
      session.onMessage(({ data }) => window.said.push(data.Content ?? ''));
      session.onConnectionEstablished((event) => {
        if (!('connectSuccess' in event)) window.said.push('connected');
      });
      session.onEnded(() => window.said.push('ended'));
      await session.connect();
      return started['ContactId'] ?? '';
    }, `${stage.url}/v1`);
    const says = (text: string): Promise<unknown> =>
      page.waitForFunction((expected) => window.said.includes(expected), text);
    await says('connected');
    await stage.agent(contactId, 'join');
    await stage.agent(contactId, 'message', { Content: 'Good day' });
    await says('Good day');
    const lines = await page.evaluate(async () => {
      await window.session.sendMessage({ contentType: 'text/plain', message: 'Hello' });
      await window.session.sendAttachment({ attachment: new File(['some text'], 'picture.heic') });
      const { data } = await window.session.getTranscript({ maxResults: 15 });
      return data?.Transcript.map(({ Content }) => Content);
    });
    assert.ok(lines?.includes('Hello') && lines.includes('Good day'));
    const { Items } = await contactWith(stage, 'Kit', (contact) =>
      contact.Items.some(({ Attachments }) => Attachments?.length === 1),
    );
    const [attachment] = Items.flatMap(({ Attachments = [] }) => Attachments);
    assert.equal(attachment?.ContentType, 'image/heic');
    const size = await page.evaluate(
      async (attachmentId) => (await window.session.downloadAttachment({ attachmentId })).size,
      attachment.AttachmentId,
    );
    assert.equal(size, 9);
    await stage.agent(contactId, 'view');
    const viewed = await contactWith(stage, 'Kit', (contact) =>
      contact.Items.some(({ ContentType }) => ContentType?.endsWith('message.interactive')),
    );
    const view = viewed.Items.find(({ ContentType }) => ContentType?.endsWith('message.interactive'));
    const { viewToken } = (JSON.parse(view?.Content ?? '') as { data: { content: { viewToken: string } } })
      .data.content;
    const actions = await page.evaluate(async (token) => {
      const { data } = await window.session.describeView({ viewToken: token, InstanceId: undefined });
      return data?.View?.Content?.Actions;
    }, viewToken);
    assert.deepEqual(actions, ['Call me back', 'Keep chatting']);
    await page.evaluate(() => window.session.disconnectParticipant());
    await says('ended');
    await contactWith(stage, 'Kit', ({ State }) => State === 'ENDED');
  });
});
