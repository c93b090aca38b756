import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page, WebSocketRoute } from 'playwright-core';
import type { ConnectChatElement } from '../../../client/src/element/index.ts';
import { english, type StringName } from '../../../client/src/element/strings/english.ts';
import { german } from '../../../client/src/element/strings/german.ts';
import { spanish } from '../../../client/src/element/strings/spanish.ts';
import { openWay } from '../../client/way.ts';
import { skipped } from './browser.ts';
import { picture } from './picture.ts';
import { contactWith, openStage, say, startOnPage, type Stage } from './stage.ts';

declare global {
  interface Window {
    heard: string[];
    touched: number;
  }
}

/** Calls with the element. */
async function withElement(page: Page, call: (element: ConnectChatElement) => unknown): Promise<void> {
  await page.evaluate(`(${call.toString()})(document.querySelector('connect-chat'))`);
}

const instanceId = '11111111-1111-4111-8111-111111111111';
const entryPoints = {
  default: { instanceId, contactFlowId: '22222222-2222-4222-8222-222222222222' },
  deliveries: { instanceId, contactFlowId: '44444444-4444-4444-8444-444444444444' },
};

function file(name: string, size: number): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: '', buffer: Buffer.alloc(size) };
}

describe('The element <connect-chat>', { skip: skipped, concurrency: 3 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage({ ENTRY_POINTS: JSON.stringify(entryPoints) });
  });
  after(() => stage.close());

  test('does what its page calls, tells its page what happens, and says what its page wants', async (t) => {
    const { page } = await stage.page(t);
    await page.goto(stage.url);
    await page.evaluate(() => {
      window.heard = [];
      for (const name of [
        'chat-open',
        'chat-close',
        'chat-start',
        'chat-message',
        'chat-unread',
        'chat-end',
        'chat-rating',
      ])
        document.addEventListener(name, (event) => {
          const { detail } = event as CustomEvent<Record<string, unknown> | null>;
          window.heard.push(
            `${name} ${JSON.stringify(detail?.['count'] ?? detail?.['by'] ?? detail?.['rating'] ?? null)}`,
          );
        });
    });
    const heard = (what: string): Promise<unknown> =>
      page.waitForFunction((text) => window.heard.includes(text), what);
    await withElement(page, (element) => {
      element.close();
      element.strings = { title: 'Ask the greengrocer', end: 'Good-bye' };
    });
    await page.getByRole('button', { name: 'Ask the greengrocer' }).waitFor();
    await heard('chat-close null');
    await withElement(page, async (element) => {
      element.beforeStart = (start) =>
        Promise.resolve({ ...start, request: { ...start.request, Attributes: { plan: 'gold' } } });
      await element.start({ displayName: 'Hal' });
      element.send('By the page');
    });
    await heard('chat-start null');
    const { ContactId } = await contactWith(stage, 'Hal', ({ Items }) =>
      Items.some(({ Content }) => Content === 'By the page'),
    );
    const start = (await stage.calls()).find(
      ({ operation, contactId }) => operation === 'StartChatContact' && contactId === ContactId,
    );
    assert.partialDeepStrictEqual(start?.body, { Attributes: { plan: 'gold' } });

    // The window is closed, so nothing of this is seen.
    await stage.agent(ContactId, 'join');
    await stage.agent(ContactId, 'message', { Content: 'Unseen' });
    await page.waitForFunction(() => /^\(\d+\) The Corner Greengrocer$/.test(document.title));
    await heard('chat-message null');
    await page.getByRole('button', { name: /Ask the greengrocer, \d+ unread messages?/ }).click();
    await heard('chat-open null');
    await heard('chat-unread 0');
    await page.locator('#message:focus').waitFor();
    assert.equal(await page.title(), 'The Corner Greengrocer');
    await page.getByRole('button', { name: 'Good-bye' }).waitFor();

    await withElement(page, (element) => element.end());
    await heard('chat-end "visitor"');
    await page.getByRole('button', { name: '4 stars' }).click();
    await page.getByText('Thank you.').waitFor();
    await heard('chat-rating 4');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download transcript' }).click(),
    ]);
    let transcript = '';
    for await (const chunk of await download.createReadStream()) transcript += String(chunk);
    assert.match(transcript, /\] You: By the page\n[^]*\] Robin[^:\n]*: Unseen\n/);
  });

  test('asks for a name, an e-mail address and a topic, says what is missing, and starts with them', async (t) => {
    const { page } = await stage.page(t);
    await page.route(`${stage.url}/chat`, async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace('value="delivery"', '$& data-entry-point="deliveries"');
      await route.fulfill({ response, body });
    });
    await page.goto(`${stage.url}/chat`);
    await page.getByLabel('Your name').fill('   ');
    await page.getByLabel('Your e-mail address').fill('nobody');
    await page.getByRole('button', { name: 'Start chat' }).click();
    for (const text of [
      'Please tell us your name.',
      'Please enter an e-mail address',
      'Please choose what it is about.',
    ])
      await page.getByText(text).waitFor();
    await page.locator('#display-name:focus[aria-invalid="true"]').waitFor();
    await page.getByLabel('Your name').fill('Eda');
    await page.getByLabel('Your e-mail address').fill('eda@example.com');
    await page.getByLabel('What is it about?').selectOption('delivery');
    const [request] = await Promise.all([
      page.waitForRequest((one) => one.url().endsWith('/v1/chats')),
      page.getByRole('button', { name: 'Start chat' }).click(),
    ]);
    // The page has set this before the element was defined.
    assert.match(request.postData() ?? '', /"VerificationToken":"XXXX\.DUMMY\.TOKEN\.XXXX"/);
    const { ContactId } = await stage.contact('Eda');
    const start = (await stage.calls()).find(
      ({ operation, contactId }) => operation === 'StartChatContact' && contactId === ContactId,
    );
    assert.partialDeepStrictEqual(start?.body, {
      Attributes: { email: 'eda@example.com', topic: 'delivery' },
      // What the topic is leads where its option says.
      ContactFlowId: entryPoints.deliveries.contactFlowId,
    });
  });

  for (const [language, own] of [
    ['de', german],
    ['es', spanish],
  ] as const)
    test(`carries a whole chat in ${language}, without a word of English`, async (t) => {
      const { page } = await stage.page(t);
      const text = (name: StringName): string => {
        const found = own[name];
        return typeof found === 'string' ? found : found.other;
      };
      const visitor = `Ida ${language}`;
      const allOwn = new Set<unknown>(Object.values(own));
      const foreign = Object.values(english).filter(
        (value) => typeof value === 'string' && !allOwn.has(value),
      );
      const isAllOwn = async (): Promise<void> => {
        const shown = await page
          .locator('connect-chat')
          .evaluate(({ shadowRoot }) =>
            [...(shadowRoot?.querySelectorAll('*') ?? [])].flatMap((node) => [
              ...[...node.childNodes].filter(({ nodeType }) => nodeType === 3).map((one) => one.nodeValue),
              ...['aria-label', 'title', 'placeholder', 'alt'].map((name) => node.getAttribute(name)),
            ]),
          );
        assert.ok(shown.includes(text('send')));
        assert.deepEqual(
          foreign.filter((value) => shown.some((one) => one === value)),
          [],
        );
      };
      await page.goto(`${stage.url}/chat?lang=${language}`);
      await page.getByRole('button', { name: text('start') }).click();
      await page.getByText(text('nameMissing')).waitFor();
      await isAllOwn();
      await page.getByLabel(text('name')).fill(visitor);
      await page.getByLabel(text('email')).fill('ida@example.com');
      await page.getByLabel(text('topic')).selectOption('order');
      await page.getByRole('button', { name: text('start') }).click();
      await page.getByText('Hello, I am Robin').waitFor();
      await page.getByRole('textbox', { name: text('message') }).fill('Äpfel y manzanas');
      await page.getByRole('button', { name: text('send'), exact: true }).click();
      await contactWith(stage, visitor, ({ Items }) =>
        Items.some(({ Content }) => Content === 'Äpfel y manzanas'),
      );
      await isAllOwn();
      await page.getByRole('button', { name: text('end') }).click();
      await page.getByRole('dialog').getByText(text('endWarning')).waitFor();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: text('end') })
        .click();
      await page.getByText(text('endedByVisitor')).waitFor();
      await isAllOwn();
      await page.getByRole('button', { name: text('restart') }).click();
      await page.getByLabel(text('name')).waitFor();
    });

  test('says of a file in plain words why it cannot be sent, and takes what phones make', async (t) => {
    const { page } = await stage.page(t);
    await startOnPage(stage, page, 'Fil');
    await page.getByText('Hello, I am Robin').waitFor();
    await page.locator('#file').setInputFiles([file('a.exe', 5), file('b.pdf', 0), file('c.heic', 300)]);
    const failed = page.locator('#log > ol > .failed');
    await failed.filter({ hasText: 'a.exe' }).getByText('This kind of file cannot be sent.').waitFor();
    await failed.filter({ hasText: 'b.pdf' }).getByText('Files can have up to 20 MB').waitFor();
    await contactWith(stage, 'Fil', ({ Items }) =>
      Items.some(({ Attachments }) => Attachments?.[0]?.AttachmentName === 'c.heic'),
    );
    assert.equal(await page.getByRole('button', { name: 'Retry' }).count(), 0);
    assert.doesNotMatch(await page.locator('#log').innerText(), /application\/|image\/|Exception|must be/);
    await say(page, 'Something else');
    await page.getByText('You said: Something else').waitFor();
    // It stays where it was.
    const order = await page.locator('#log > ol > .mine').allInnerTexts();
    assert.ok(
      order.findIndex((text) => text.includes('a.exe')) <
        order.findIndex((text) => text.includes('Something else')),
    );
    await failed.filter({ hasText: 'a.exe' }).getByRole('button', { name: 'Remove' }).click();
    await failed.filter({ hasText: 'a.exe' }).waitFor({ state: 'detached' });
  });

  test('shows that the agent has ended the chat; whatever is sent then, one request at most gets to Connect', async (t) => {
    const { page } = await stage.page(t);
    const { ContactId } = await startOnPage(stage, page, 'Una');
    await page.getByText('Hello, I am Robin').waitFor();
    const bearer = await page.evaluate(() => {
      const [kept = '{}'] = Object.entries(localStorage).flatMap(([name, text]: [string, string]) =>
        name.endsWith(' session') ? [text] : [],
      );
      return (JSON.parse(kept) as { value: { bearer: string } }).value.bearer;
    });
    const before = (await stage.calls()).filter(({ contactId }) => contactId === ContactId);
    // What Connect refuses has no contact, but a token of it.
    const tokens = new Set(before.flatMap((call) => call.bearer ?? []));
    assert.ok(tokens.size > 0);
    await stage.agent(ContactId, 'end');
    const ended = Date.now();
    await page.getByRole('button', { name: 'Start a new chat' }).waitFor();
    await page.getByText('The chat has ended.').waitFor();
    await page.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'hidden' });
    const answers = await page.evaluate(
      async ({ url, headers }) => {
        const ask = async (path: string, body?: object): Promise<number> =>
          (
            await fetch(`${url}/v1${path}`, {
              headers,
              ...(body && { method: 'POST', body: JSON.stringify(body) }),
            })
          ).status;
        const event = { ContentType: 'application/vnd.amazonaws.connect.event.typing' };
        const first = [
          await ask('/participant/message', { ContentType: 'text/plain', Content: 'Are you there?' }),
        ];
        for (let round = 0; round < 3; round++)
          first.push(
            await ask('/session'),
            await ask('/participant/message', { ContentType: 'text/plain', Content: 'Are you there?' }),
            await ask('/participant/event', event),
            await ask('/participant/transcript', {}),
            await ask('/participant/connection', { Type: ['WEBSOCKET'] }),
            await ask('/session/queue'),
          );
        return first;
      },
      { url: stage.url, headers: { 'content-type': 'application/json', 'x-amz-bearer': bearer } },
    );
    assert.deepEqual([...new Set(answers)], [403]);
    const further = (await stage.calls()).filter(
      ({ at, operation, contactId, bearer: token = '' }) =>
        at >= ended &&
        (contactId === ContactId || tokens.has(token)) &&
        // The function that ends chats asks of its own accord.
        !['DescribeContact', 'ListAssociatedContacts'].includes(operation),
    );
    // With it goes the new connection that it asks for, as the token may have been the reason: once, too.
    const asked = further.map(({ operation }) => operation).toSorted();
    assert.ok(asked.length <= 2 && new Set(asked).size === asked.length, asked.join());
    assert.ok(asked.length < 2 || asked.includes('CreateParticipantConnection'), asked.join());
  });

  test('shows how far a file has come, and stops it', async (t) => {
    const { page } = await stage.page(t);
    await page.route(/\/attachments\//, (route) =>
      route.request().method() === 'PUT' ? undefined : route.continue(),
    );
    await startOnPage(stage, page, 'Gus');
    await page.getByText('Hello, I am Robin').waitFor();
    await page.locator('#file').setInputFiles(picture);
    await page.getByRole('progressbar', { name: 'Progress of pixel.png' }).waitFor();
    await page.getByRole('button', { name: 'Cancel pixel.png' }).click();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    const { Items } = await stage.contact('Gus');
    assert.ok(Items.every(({ Attachments = [] }) => Attachments.length === 0));
  });

  test('shows every field of a form, says what is missing, and sends what is filled in', async (t) => {
    const { page } = await stage.page(t);
    const { ContactId } = await startOnPage(stage, page, 'Flo');
    await stage.agent(ContactId, 'join');
    await stage.agent(ContactId, 'view', { View: 'fields-with-error' });
    const form = page.getByRole('group', { name: 'Your order' });
    await form.getByText('There is no such order.').waitFor();
    await form.getByRole('button', { name: 'Submit' }).click();
    await page.locator('input[type="text"]:focus[aria-invalid="true"]').waitFor();
    assert.equal(await form.getByText('Please fill this in.').count(), 4);
    await form.getByLabel('Number of the order').fill('AB-1234');
    await form.getByLabel('E-mail address').fill('flo@example.com');
    await form.getByLabel('Day of delivery').fill('2026-12-01');
    await form.getByLabel('Country').selectOption({ label: 'Austria' });
    await form.getByLabel('It is damaged').check();
    await form.getByLabel('Please call me back').check();
    await form.getByRole('button', { name: 'Submit' }).click();
    const { Items } = await contactWith(stage, 'Flo', (contact) =>
      contact.Items.some(({ ContentType }) => ContentType?.endsWith('interactive.response')),
    );
    const answer = Items.findLast(({ ContentType }) =>
      ContentType?.endsWith('interactive.response'),
    )?.Content;
    assert.deepEqual(JSON.parse(answer ?? ''), {
      templateType: 'ViewResource',
      version: '1.0',
      action: 'Submit',
      data: {
        'order-number': 'AB-1234',
        email: 'flo@example.com',
        pieces: '1',
        day: '2026-12-01',
        time: '13:00',
        country: 'austria',
        reason: 'it-is-damaged',
        'call-back': 'true',
        remarks: '',
      },
    });
    await page.locator('fieldset.interactive:disabled').waitFor();
  });

  test('makes links of web addresses alone, and shows lists and code', async (t) => {
    const { page } = await stage.page(t);
    const { ContactId } = await startOnPage(stage, page, 'Lin');
    await stage.agent(ContactId, 'join');
    await stage.agent(ContactId, 'message', {
      Content: 'See https://www.example.com/a?b=c. Or ftp://example.com',
    });
    await stage.agent(ContactId, 'message', {
      Content:
        '[Our page](https://www.example.com/d) [no](javascript:x)\n- one\n- two\n\n1. first\n```\nlet x;\n```',
      ContentType: 'text/markdown',
    });
    // What was said before the page heard comes with the transcript, after what was said later.
    await page.getByText('Or ftp://example.com').waitFor();
    await page.locator('#log pre').waitFor();
    const links = await page
      .locator('#log a')
      .evaluateAll((all) =>
        all.map((one) => [one.getAttribute('href'), one.getAttribute('rel'), one.getAttribute('target')]),
      );
    const rel = 'noopener noreferrer nofollow';
    assert.deepEqual(links, [
      ['https://www.example.com/a?b=c', rel, '_blank'],
      ['https://www.example.com/d', rel, '_blank'],
    ]);
    assert.deepEqual(await page.locator('#log .bubble ul > li').allTextContents(), ['one', 'two']);
    assert.deepEqual(await page.locator('#log .bubble ol > li').allTextContents(), ['first']);
    assert.equal(await page.locator('#log pre').textContent(), 'let x;');
  });

  test('has a composer that grows with its text, up to six lines, and says when it is too long', async (t) => {
    const { page } = await stage.page(t);
    await startOnPage(stage, page, 'Max');
    const field = page.getByRole('textbox', { name: 'Message' });
    const height = async (text: string): Promise<number> => {
      await field.fill(text);
      return await field.evaluate((one) => one.clientHeight);
    };
    const one = await height('One line');
    const two = await height(
      'Enough words to need a second line of this narrow field, and no line feed in them',
    );
    const six = await height('1\n2\n3\n4\n5\n6');
    assert.ok(one < two && two < six, `${one} ${two} ${six}`);
    assert.equal(await field.evaluate((it) => it.scrollHeight <= it.clientHeight + 1), true);
    assert.ok((await height('1\n2\n3\n4\n5\n6\n7\n8\n9')) - six < 20);
    await field.fill('x'.repeat(1_024 + 76));
    await page.getByText('76 characters too long').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Send' }).isDisabled());
    await field.fill('x'.repeat(1_000));
    await page.getByText('24 characters left').waitFor();
  });

  test('tells of what is new below, and of the day on which it was said', async (t) => {
    const { page } = await stage.page(t);
    await page.clock.install({ time: Date.now() + 24 * 3_600_000 });
    const { ContactId } = await startOnPage(stage, page, 'Nan');
    await stage.agent(ContactId, 'join');
    for (let line = 1; line <= 30; line += 1)
      await stage.agent(ContactId, 'message', { Content: `Line ${line}` });
    await page.getByText('Line 30', { exact: true }).waitFor();
    await page.locator('#log .day').getByText('Yesterday').waitFor();
    assert.equal(await page.locator('#log .day').count(), 1);
    const scroller = page.locator('#scroller');
    await scroller.evaluate(
      (one) =>
        new Promise((resolve) => {
          one.addEventListener('scroll', resolve, { once: true });
          one.scrollTop = 0;
        }),
    );
    await stage.agent(ContactId, 'message', { Content: 'The newest' });
    await page.getByRole('button', { name: 'New messages' }).waitFor();
    // A line below the others does not move whoever reads above.
    assert.equal(await scroller.evaluate((one) => one.scrollTop), 0);
    await page.getByRole('button', { name: 'New messages' }).click();
    await page.getByRole('button', { name: 'New messages' }).waitFor({ state: 'hidden' });
    await page.waitForFunction(() => !document.title.startsWith('('));
  });

  test('touches only what is new of a long conversation, and keeps its order when it is read from the beginning', async (t) => {
    const { page } = await stage.page(t);
    const { ContactId } = await startOnPage(stage, page, 'Olga');
    await say(page, 'How do apples grow?');
    await contactWith(stage, 'Olga', ({ Items }) =>
      Items.some(({ Content }) => Content === 'How do apples grow?'),
    );
    await stage.agent(ContactId, 'join');
    for (let line = 1; line <= 130; line += 1) {
      await stage.agent(ContactId, 'message', { Content: `Line ${line}` });
      // Messages of one millisecond are in the order of their ids.
      await delay(2);
    }
    await page.reload();
    await page.getByText('Line 130', { exact: true }).waitFor();
    await page.locator('#scroller').evaluate((one) => (one.scrollTop = 0));
    await page.getByRole('button', { name: 'Earlier messages' }).click();
    await page.getByText('Line 1', { exact: true }).waitFor();
    const lines = await page.locator('#log .text').allInnerTexts();
    assert.deepEqual(
      lines.filter((text) => text.startsWith('Line')),
      Array.from({ length: 130 }, (_, index) => `Line ${index + 1}`),
    );
    // A browser lays out a list as a whole.
    const sizes = await page
      .locator('#log > ol')
      .evaluateAll((lists) => lists.map((list) => list.childElementCount));
    assert.ok(Math.max(...sizes) <= 50, String(sizes));
    const touched = (): Promise<number> => page.evaluate(() => window.touched);
    await page.evaluate(() => {
      window.touched = 0;
      new MutationObserver((records) => (window.touched += records.length)).observe(
        document.querySelector('connect-chat')?.shadowRoot as ShadowRoot,
        { subtree: true, childList: true, attributes: true, characterData: true },
      );
    });
    await stage.agent(ContactId, 'message', { Content: 'And that is all' });
    await page.getByText('And that is all').waitFor();
    const byReceiving = await touched();
    assert.ok(byReceiving >= 1 && byReceiving <= 20, String(byReceiving));
    await page.getByRole('textbox', { name: 'Message' }).press('a');
    assert.ok((await touched()) - byReceiving <= 20);
  });

  test('keeps its field in place where a page gives it no height', async (t) => {
    const { page } = await stage.page(t);
    const { ContactId } = await startOnPage(stage, page, 'Otto');
    await stage.agent(ContactId, 'join');
    await page.evaluate(() => {
      const element = document.querySelector<HTMLElement>('connect-chat');
      element?.setAttribute('mode', 'page');
      for (let one = element; one; one = one.parentElement) one.style.height = 'auto';
    });
    for (let line = 1; line <= 20; line += 1)
      await stage.agent(ContactId, 'message', { Content: `Line ${line}` });
    await page.getByText('Line 20', { exact: true }).waitFor();
    const panel = await page.locator('#panel').boundingBox();
    assert.ok(panel !== null && panel.height <= (page.viewportSize()?.height ?? 0), JSON.stringify(panel));
  });

  test('plays two notes for a message that nobody sees, where its page wants it', async (t) => {
    const { page } = await stage.page(t);
    await page.addInitScript(() => {
      window.heard = [];
      window.OscillatorNode = new Proxy(OscillatorNode, {
        construct(node, [audio, options]: [AudioContext, OscillatorOptions]) {
          window.heard.push(String(options.frequency));
          return new node(audio, options);
        },
      });
    });
    await page.goto(`${stage.url}/?sound=`);
    await page.getByLabel('Your name').fill('Sol');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('Hello, I am Robin').waitFor();
    assert.deepEqual(await page.evaluate(() => window.heard), []);
    const { ContactId } = await stage.contact('Sol');
    await page.getByRole('button', { name: 'Close the window' }).click();
    await stage.agent(ContactId, 'message', { Content: 'Listen' });
    await page.waitForFunction(() => window.heard.join() === '660,880');
  });

  test('keeps the composer while server and socket are gone, and sends what was written when they are back', async (t) => {
    const way = await openWay(t, stage.url);
    const { page, troubles } = await stage.page(t);
    const sockets: WebSocketRoute[] = [];
    await page.routeWebSocket(/./, (socket) => {
      socket.connectToServer();
      sockets.push(socket);
    });
    await startOnPage({ ...stage, url: way.url }, page, 'Kit');
    await page.getByText('Hello, I am Robin').waitFor();
    await page.getByRole('textbox', { name: 'Message' }).fill('Half a sentence');
    await way.down();
    for (const socket of sockets) await socket.close({ code: 1001 });
    await page.getByText('We cannot be reached at the moment. What you write is kept').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Message' }).inputValue(), 'Half a sentence');
    await say(page, 'Kept for later');
    await page.locator('.mine', { hasText: 'Kept for later' }).getByText('Will be sent').waitFor();
    await way.up();
    await page.getByText('You said: Kept for later').waitFor({ timeout: 90_000 });
    await page.getByText('We cannot be reached at the moment').waitFor({ state: 'hidden' });
    assert.equal(await page.locator('.mine').count(), 1);
    // Nobody's request is an error in the browser's console.
    assert.deepEqual(
      troubles.splice(0).filter((text) => !/Failed to load resource|CORS policy/.test(text)),
      [],
    );
  });

  test('is the same chat in every tab: one that is opened joins it, and one that ends it ends it for all', async (t) => {
    const { page, context } = await stage.page(t);
    const other = await context.newPage();
    await other.goto(stage.url);
    await startOnPage(stage, page, 'Tab');
    await page.getByText('Hello, I am Robin').waitFor();
    // It has asked nobody for a name again.
    await other.getByText('Hello, I am Robin').waitFor();
    await say(other, 'From the other tab');
    await page.locator('.mine').getByText('From the other tab').waitFor();
    await page.getByRole('button', { name: 'End chat' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End chat' }).click();
    await other.getByRole('button', { name: 'Start a new chat' }).waitFor();
    await other.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'hidden' });
  });
});
