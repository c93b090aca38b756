import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page, WebSocketRoute } from 'playwright-core';
import { skipped } from './browser.ts';
import { eventually } from '../../support/eventually.ts';
import { contactWith, openForeignPage, openStage, type Stage } from './stage.ts';
import { afterwards } from '../../support/afterwards.ts';

declare global {
  interface Window {
    chat: connect.CustomerChatSession;
    heard: string[];
    bearer: string;
  }
}

describe('amazon-connect-chatjs on a page of another origin', { skip: skipped }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  test('does all that a customer can do, through the API', async (t) => {
    const { page } = await stage.page(t);
    await openForeignPage(t, page);
    const contactId = await connectChat(page, stage.url, 'Ada');
    await stage.agent(contactId, 'join');
    await stage.agent(contactId, 'message', { Content: 'one' });
    await stage.agent(contactId, 'message', { Content: 'two' });
    await heard(page, 'two');

    const sent = await page.evaluate(async () => {
      const contentType = 'text/plain';
      const { data } = await window.chat.sendMessage({ contentType, message: 'hello' });
      await window.chat.sendEvent({ contentType: 'application/vnd.amazonaws.connect.event.typing' });
      return data?.Id;
    });
    const typing = await contactWith(stage, 'Ada', ({ CustomerTyping }) => CustomerTyping);
    assert.equal(typing.Items.find(({ Content }) => Content === 'hello')?.Id, sent);

    const ids = typing.Items.filter(({ Content }) => Content === 'one' || Content === 'two');
    await page.evaluate(
      async (messageIds) => {
        const contentType = 'application/vnd.amazonaws.connect.event.message.read';
        for (const messageId of messageIds) {
          const content = JSON.stringify({ messageId, disableThrottle: true });
          await window.chat.sendEvent({ contentType, content });
        }
      },
      ids.map(({ Id }) => Id),
    );
    await contactWith(stage, 'Ada', ({ Items }) =>
      ['one', 'two'].every((text) =>
        Items.some(
          ({ Content, MessageMetadata }) =>
            Content === text && MessageMetadata?.Receipts.some((r) => r.ReadTimestamp !== undefined),
        ),
      ),
    );

    await page.evaluate(async () => {
      const attachment = new File(['some text'], 'note.txt', { type: 'text/plain' });
      await window.chat.sendAttachment({ attachment });
    });
    const attached = await contactWith(stage, 'Ada', ({ Items }) =>
      Items.some(({ Type }) => Type === 'ATTACHMENT'),
    );
    const [attachment] = attached.Items.flatMap(({ Attachments = [] }) => Attachments);
    assert.equal(attachment?.AttachmentName, 'note.txt');
    const downloaded = await page.evaluate(
      async (attachmentId) => (await window.chat.downloadAttachment({ attachmentId })).text(),
      attachment.AttachmentId,
    );
    assert.equal(downloaded, 'some text');

    await stage.agent(contactId, 'view');
    const { Items } = await contactWith(stage, 'Ada', (contact) =>
      contact.Items.some(({ ContentType }) => ContentType?.endsWith('message.interactive')),
    );
    const message = Items.find(({ ContentType }) => ContentType?.endsWith('message.interactive'));
    const { viewToken } = (JSON.parse(message?.Content ?? '') as { data: { content: { viewToken: string } } })
      .data.content;
    assert(viewToken.includes('/'));
    const actions = await page.evaluate(async (token) => {
      const { data } = await window.chat.describeView({ viewToken: token, InstanceId: undefined });
      return data?.View?.Content?.Actions;
    }, viewToken);
    assert.deepEqual(actions, ['Call me back', 'Keep chatting']);

    const transcript = await page.evaluate(async () => {
      const { data } = await window.chat.getTranscript({ maxResults: 50 });
      return data?.Transcript.map(({ Content }) => Content);
    });
    for (const text of ['one', 'two', 'hello']) assert(transcript?.includes(text), text);

    // chatjs ends a session when it hears of the end, and no sooner.
    await page.evaluate(() => window.chat.disconnectParticipant());
    await heard(page, 'ended');
    await contactWith(stage, 'Ada', ({ State }) => State === 'ENDED');
    const { left, bearer } = await page.evaluate(async () => ({
      left: await window.chat.sendMessage({ contentType: 'text/plain', message: 'too late' }).then(
        () => 'sent',
        () => 'refused',
      ),
      bearer: window.bearer,
    }));
    assert.equal(left, 'refused');
    const late = await fetch(`${stage.url}/v1/participant/message`, {
      method: 'POST',
      headers: { 'x-amz-bearer': bearer, 'content-type': 'application/json' },
      body: JSON.stringify({ ContentType: 'text/plain', Content: 'too late' }),
    });
    assert.equal(late.status, 403);
    assert.equal(late.headers.get('x-amzn-errortype'), 'AccessDeniedException');
  });

  test('hears of the end when the agent ends the chat', async (t) => {
    const { page } = await stage.page(t);
    await openForeignPage(t, page);
    const contactId = await connectChat(page, stage.url, 'Cyd');
    await stage.agent(contactId, 'end');
    await heard(page, 'ended');
  });

  test('reconnects while Connect throttles', async (t) => {
    const { page } = await stage.page(t);
    const sockets: WebSocketRoute[] = [];
    await page.routeWebSocket(/\/socket/, (socket) => {
      socket.connectToServer();
      sockets.push(socket);
    });
    await openForeignPage(t, page);
    const contactId = await connectChat(page, stage.url, 'Ben');
    await stage.agent(contactId, 'message', { Content: 'before' });
    await heard(page, 'before');

    await stage.fault({ kind: 'throttle', operation: 'CreateParticipantConnection', times: 4 });
    await sockets[0]?.close({ code: 3001, reason: 'The network is gone' });
    await eventually(async () => (sockets.length > 1 ? true : undefined), 'a second socket');
    await page.waitForFunction(() => window.heard.filter((what) => what === 'connected').length > 1);
    // chatjs says so before its socket is subscribed: what the agent says in between comes to nobody.
    await eventually(async () => {
      await stage.agent(contactId, 'message', { Content: 'afterwards' });
      return (await page.evaluate(() => window.heard)).includes('afterwards') ? true : undefined;
    }, 'the page to hear the agent again');
    const throttled = (await stage.calls()).filter(
      ({ operation, status }) => operation === 'CreateParticipantConnection' && status === 429,
    );
    assert.equal(throttled.length, 4);
    assert(!(await page.evaluate(() => window.heard)).includes('broken'));
  });
});

test('a page of an origin that is not allowed gets nothing', { skip: skipped }, async (t) => {
  const stage = await openStage({ ALLOWED_ORIGINS: '["https://www.example.com"]' });
  afterwards(t, () => stage.close());
  const { page, troubles } = await stage.page(t);
  await openForeignPage(t, page);
  const started = await fetch(`${stage.url}/v1/chats`, {
    method: 'POST',
    body: JSON.stringify({ ParticipantDetails: { DisplayName: 'Somebody else' } }),
  });
  const { ParticipantToken } = (await started.json()) as { ParticipantToken: string };
  const calls = (await stage.calls()).length;

  const answers = await page.evaluate(
    async ({ url, bearer }) => {
      const attempt = async (path: string, init: RequestInit): Promise<string> => {
        try {
          const response = await fetch(url + path, init);
          return `${response.status} ${await response.text()}`;
        } catch {
          return 'nothing';
        }
      };
      const body = JSON.stringify({ ParticipantDetails: { DisplayName: 'Mallory' } });
      return Promise.all([
        attempt('/v1/chats', { method: 'POST', body }),
        attempt('/v1/session', { headers: { 'x-amz-bearer': bearer } }),
        attempt('/v1/participant/transcript', {
          method: 'POST',
          headers: { 'x-amz-bearer': bearer },
          body: '{}',
        }),
        attempt('/agent/api/contacts', {}),
        attempt('/agent/api/faults', { method: 'DELETE' }),
        attempt('/', {}),
      ]);
    },
    { url: stage.url, bearer: ParticipantToken },
  );
  assert.deepEqual(
    answers,
    Array.from(answers, () => 'nothing'),
  );
  assert.equal((await stage.calls()).length, calls);
  assert(troubles.splice(0).every((trouble) => /CORS|Failed to load/.test(trouble)));

  await page.goto(stage.url);
  await page.getByLabel('Your name').fill('Mallory');
  await page.getByRole('button', { name: 'Start chat' }).click();
  // The visitor reads no reason; the log of npm start has it.
  await page.getByText('Chats cannot be started from here.').waitFor();
  assert.match(stage.server.output(), /"reason":"origin/);
});

/** Starts a chat as a site's own page would, and connects chatjs to it. */
async function connectChat(page: Page, api: string, displayName: string): Promise<string> {
  const contactId = await page.evaluate(
    async ({ endpoint, name }) => {
      const response = await fetch(`${endpoint}/chats`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ParticipantDetails: { DisplayName: name }, ClientToken: crypto.randomUUID() }),
      });
      const { ContactId, ParticipantId, ParticipantToken } = (await response.json()) as {
        readonly ContactId: string;
        readonly ParticipantId: string;
        readonly ParticipantToken: string;
      };
      const config: connect.ChatGlobalConfig & { readonly endpoint: string } = {
        endpoint,
        region: 'us-east-1',
      };
      connect.ChatSession.setGlobalConfig(config);
      window.heard = [];
      window.chat = connect.ChatSession.create({
        chatDetails: {
          contactId: ContactId,
          participantId: ParticipantId,
          participantToken: ParticipantToken,
        },
        type: 'CUSTOMER',
        disableCSM: true,
      });
      window.chat.onMessage(({ data }) => window.heard.push(data.Content ?? ''));
      window.chat.onConnectionEstablished((event) => {
        // It also says so as soon as it has a token.
        if (!('connectSuccess' in event)) window.heard.push('connected');
      });
      window.chat.onConnectionBroken(() => window.heard.push('broken'));
      window.chat.onEnded(() => window.heard.push('ended'));
      window.bearer = ParticipantToken;
      await window.chat.connect();
      return ContactId;
    },
    { endpoint: `${api}/v1`, name: displayName },
  );
  // connect() resolves before the socket carries; what is said until then comes to nobody.
  await heard(page, 'connected');
  return contactId;
}

async function heard(page: Page, text: string): Promise<void> {
  await page.waitForFunction((expected) => window.heard.includes(expected), text);
}
