import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright-core';
import { skipped } from './browser.ts';
import { eventually } from '../../support/eventually.ts';
import { picture } from './picture.ts';
import { contactWith, openStage, say, startOnPage, type Stage } from './stage.ts';

const greeting = 'Hello, I am Robin';

describe('The chat page', { skip: skipped, concurrency: 4 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  test('carries a whole chat, from its start over a reload to its end', async (t) => {
    const { page } = await stage.page(t);
    const { ContactId: contactId } = await startOnPage(stage, page, 'Ada');
    await page.getByText(greeting).waitFor();

    const seen = await watchStates(page);
    await page.getByRole('textbox', { name: 'Message' }).pressSequentially('First');
    await contactWith(stage, 'Ada', ({ CustomerTyping }) => CustomerTyping);
    await say(page, 'First words');
    await page.getByText('You said: First words').waitFor();
    await state(page, 'First words', 'Read');
    assert(
      (await seen()).some((text) => text.endsWith('Delivered')),
      'delivered before it was read',
    );

    await stage.agent(contactId, 'join');
    await stage.agent(contactId, 'typing');
    await page.getByText('is typing').waitFor();
    await stage.agent(contactId, 'message', { Content: 'A person now' });
    await page.getByText('A person now').waitFor();
    await page.getByText('is typing').waitFor({ state: 'detached' });
    await contactWith(stage, 'Ada', ({ Items }) =>
      Items.some(
        ({ Content, MessageMetadata }) =>
          Content === 'A person now' && MessageMetadata?.Receipts.some((r) => r.ReadTimestamp !== undefined),
      ),
    );

    await page.locator('#file').setInputFiles(picture);
    await page.locator('.mine').getByRole('img', { name: picture.name }).waitFor();
    await stage.agent(contactId, 'attachment', {
      AttachmentName: 'offer.txt',
      ContentType: 'text/plain',
      Base64: Buffer.from('An offer').toString('base64'),
    });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download offer.txt' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'offer.txt');
    assert.equal(await textOf(await download.createReadStream()), 'An offer');

    await stage.agent(contactId, 'view');
    await page.getByRole('button', { name: 'Keep chatting' }).click();
    const { Items } = await contactWith(stage, 'Ada', (contact) =>
      contact.Items.some(({ ContentType }) => ContentType?.endsWith('interactive.response')),
    );
    const answer = Items.findLast(({ ContentType }) => ContentType?.endsWith('interactive.response'));
    assert.equal((JSON.parse(answer?.Content ?? '') as { action: string }).action, 'Keep chatting');
    await page.locator('fieldset:disabled').waitFor();

    await page.reload();
    await page.getByText('A person now').waitFor();
    assert.equal(await page.getByText('First words', { exact: true }).count(), 1);
    await page.getByRole('img', { name: picture.name }).waitFor();
    await page.locator('fieldset:disabled').waitFor();
    await say(page, 'Still here');
    await contactWith(stage, 'Ada', (contact) =>
      contact.Items.some(({ Content }) => Content === 'Still here'),
    );

    const bearer = await page.evaluate(() => {
      const key = Object.keys(localStorage).find((name) => name.endsWith(' session')) ?? '';
      return (JSON.parse(localStorage.getItem(key) ?? '') as { value: { bearer: string } }).value.bearer;
    });
    await page.getByRole('button', { name: 'End chat' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End chat' }).click();
    await page.getByText('You have ended the chat.').waitFor();
    await contactWith(stage, 'Ada', ({ State }) => State === 'ENDED');
    await page.waitForFunction(() => localStorage.length + sessionStorage.length === 0);
    const later = await fetch(`${stage.url}/v1/session`, { headers: { 'x-amz-bearer': bearer } });
    assert.equal(later.status, 403);
    assert.equal(await focused(page), 'restart');
    await page.keyboard.press('Enter');
    await page.locator('#display-name:focus').waitFor();
  });

  test('says that the agent has ended the chat', async (t) => {
    const { page } = await stage.page(t);
    const { ContactId } = await startOnPage(stage, page, 'Bea');
    await stage.agent(ContactId, 'end');
    await page.getByText('The chat has ended.').waitFor();
    await page.getByRole('textbox', { name: 'Message' }).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Start a new chat' }).click();
    assert.equal(await page.getByLabel('Your name').inputValue(), 'Bea');
    assert.equal(await page.locator('#log > ol > li').count(), 0);
  });

  test('shows what others write as text, whatever it is', async (t) => {
    const { page } = await stage.page(t);
    const { page: console } = await stage.page(t);
    const name = '<img src=x onerror=alert(1)>';
    const { ContactId } = await startOnPage(stage, page, name);
    await stage.agent(ContactId, 'join');
    const markup = '<script>alert(2)</script> **bold** [link](javascript:alert(3))';
    await stage.agent(ContactId, 'message', { Content: markup });
    await stage.agent(ContactId, 'message', { Content: markup, ContentType: 'text/markdown' });
    await page.getByText(markup, { exact: true }).waitFor();
    await page.locator('strong', { hasText: 'bold' }).waitFor();
    assert.equal(await page.locator('#log :is(script, img, a)').count(), 0);

    await console.goto(`${stage.url}/agent`);
    await console.getByRole('button', { name }).click();
    await console.getByRole('heading', { name }).waitFor();
    assert.equal(await console.locator('main :is(script, img)').count(), 0);
  });

  test('shows every interactive template, with its pictures, and sends what is chosen', async (t) => {
    const { page } = await stage.page(t);
    const { ContactId } = await startOnPage(stage, page, 'Pia');
    await stage.agent(ContactId, 'join');
    const shows: readonly (readonly [template: string, pictures: number, choice: string | RegExp])[] = [
      ['ListPicker', 4, 'Oranges'],
      ['Panel', 1, 'Opening hours'],
      ['QuickReply', 0, 'I am not sure'],
      ['Carousel', 5, 'Bananas'],
      ['TimePicker', 0, /\d/],
    ];
    for (const [index, [Template, pictures, choice]] of shows.entries()) {
      await stage.agent(ContactId, 'interactive', { Template });
      // Events may come behind it.
      const asked = page
        .locator('#log .interactive')
        .filter({ has: page.getByRole('button', { name: choice }) })
        .last();
      const button = asked.getByRole('button', { name: choice }).first();
      await button.waitFor();
      const images = asked.getByRole('img');
      assert.equal(await images.count(), pictures, Template);
      for (const image of await images.all()) {
        assert.notEqual(await image.getAttribute('alt'), '', Template);
        await eventually(
          async () => (await image.evaluate((one: HTMLImageElement) => one.naturalWidth)) || undefined,
          `the pictures of ${Template}`,
        );
      }
      await button.click();
      await page.locator('#log > ol > li.mine').nth(index).waitFor();
      // Once is enough: what was chosen is marked, and nothing more can be.
      await asked.locator('[aria-pressed="true"]').getByText(choice).first().waitFor();
      await asked.and(page.locator(':disabled')).waitFor();
    }
    const { Items } = await contactWith(stage, 'Pia', ({ Items: all }) =>
      (all.at(-1)?.Content ?? '').endsWith('+00:00'),
    );
    const chosen = Items.filter(
      ({ ParticipantRole, Type }) => ParticipantRole === 'CUSTOMER' && Type === 'MESSAGE',
    );
    assert.deepEqual(
      chosen.slice(0, -1).map(({ Content }) => Content),
      ['Oranges', 'Opening hours', 'I am not sure', 'Bananas'],
    );
  });

  test('can be used by keyboard alone', async (t) => {
    const { page } = await stage.page(t);
    await page.goto(`${stage.url}/`);
    await page.getByLabel('Your name').focus();
    await page.keyboard.type('Kay');
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'start-button');
    await page.keyboard.press('Enter');
    await page.locator('#message:focus').waitFor();
    await page.keyboard.type('One line');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('and another');
    await page.keyboard.press('Enter');
    await contactWith(stage, 'Kay', ({ Items }) =>
      Items.some(({ Content }) => Content === 'One line\nand another'),
    );
    assert.equal(await focused(page), 'message');
    const order = [];
    for (let step = 0; step < 4; step += 1) {
      await page.keyboard.press('Shift+Tab');
      order.push(await focused(page));
    }
    assert.deepEqual(order, ['attach', 'scroller', 'close', 'end']);
    await page.keyboard.press('Enter');
    await page.locator('#end-cancel:focus').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    assert.equal(await focused(page), 'end');
    await page.keyboard.press('Escape');
    assert.equal(await focused(page), 'launcher');
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'message');
  });

  test('never receives or keeps a token of Connect', async (t) => {
    const { page } = await stage.page(t);
    const heard: string[] = [];
    await page.route('**/v1/**', async (route) => {
      const request = route.request();
      heard.push(JSON.stringify(await request.allHeaders()), request.postData() ?? '');
      const response = await route.fetch();
      heard.push(JSON.stringify(response.headers()), await response.text());
      await route.fulfill({ response });
    });
    page.on('websocket', (socket) => {
      heard.push(socket.url());
      socket.on('framereceived', ({ payload }) => heard.push(payload.toString()));
      socket.on('framesent', ({ payload }) => heard.push(payload.toString()));
    });
    const { ContactId } = await startOnPage(stage, page, 'Tess');
    await page.getByText(greeting).waitFor();
    await say(page, 'Any tokens?');
    await page.getByText('You said: Any tokens?').waitFor();
    await page.reload();
    await page.getByText('You said: Any tokens?').waitFor();

    const bearers = (await stage.calls())
      .filter(({ contactId, bearer }) => contactId === ContactId && bearer !== undefined)
      .map(({ bearer = '' }) => bearer);
    assert(new Set(bearers).size >= 2, 'a participant token and a connection token were used');
    const kept = await page.evaluate(() =>
      [JSON.stringify(sessionStorage), JSON.stringify(localStorage), document.cookie].join('\n'),
    );
    const everything = [...heard, kept, await page.content()].join('\n');
    assert(everything.includes('ParticipantToken'));
    for (const bearer of bearers) assert(!everything.includes(bearer));
  });
});

/** Faults are for everybody, so these have a server of their own, one after the other. */
describe('The chat page, when Connect misbehaves', { skip: skipped }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  test('takes the first error name where API Gateway has put its own behind it', async (t) => {
    const { page } = await stage.page(t);
    await page.route('**/v1/chats', (route) =>
      route.fulfill({
        status: 429,
        headers: { 'x-amzn-errortype': 'LimitExceededException, TooManyRequestsException' },
        json: { __type: 'LimitExceededException', message: 'Busy' },
      }),
    );
    await page.goto(`${stage.url}/`);
    await page.getByLabel('Your name').fill('Ada');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('All chats are busy').waitFor();
  });

  test('says that all is busy, and starts one chat as soon as there is room', async (t) => {
    const { page } = await stage.page(t);
    await page.clock.install();
    await stage.fault({ kind: 'limit', operation: 'StartChatContact' });
    await page.goto(`${stage.url}/`);
    await page.getByLabel('Your name').fill('Zoe');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('All chats are busy').waitFor();
    await say(page, 'Written while waiting');
    // The API asks for a minute of patience.
    await page.clock.fastForward('01:20');
    await state(page, 'Written while waiting', /Sent|Delivered|Read/);
    await page.getByText('All chats are busy').waitFor({ state: 'hidden' });
    const starts = (await stage.calls()).filter(({ operation }) => operation === 'StartChatContact');
    assert.equal(starts.filter(({ applied }) => applied).length, 1);
    assert.equal(new Set(starts.map(({ clientToken }) => clientToken)).size, 1);
  });

  test('repeats a message with the same token while Connect fails, even after a reload', async (t) => {
    const { page } = await stage.page(t);
    const { ContactId } = await startOnPage(stage, page, 'Yan');
    await page.getByText(greeting).waitFor();
    await stage.fault({ kind: 'error', operation: 'SendMessage', times: 100 });
    await say(page, 'Once and only once');
    await page.getByText('Something does not work at the moment').waitFor();
    await state(page, 'Once and only once', 'Will be sent');
    await page.getByRole('textbox', { name: 'Message' }).fill('Half a');
    await page.reload();
    await stage.clearFaults();
    await page.getByText('You said: Once and only once').waitFor();
    await state(page, 'Once and only once', 'Read');
    assert.equal(await page.getByRole('textbox', { name: 'Message' }).inputValue(), 'Half a');

    const sends = (await stage.calls()).filter(
      ({ operation, contactId }) => operation === 'SendMessage' && contactId === ContactId,
    );
    assert.equal(new Set(sends.map(({ clientToken }) => clientToken)).size, 1);
    assert.equal(sends.filter(({ applied }) => applied).length, 1);
    assert.equal(await page.getByText('Once and only once', { exact: true }).count(), 1);
  });

  test('keeps the order of what is written while an earlier message is repeated', async (t) => {
    const { page } = await stage.page(t);
    await startOnPage(stage, page, 'Wim');
    await page.getByText(greeting).waitFor();
    const written = ['First', 'Second', 'Third', 'Fourth'];
    await stage.fault({ kind: 'throttle', operation: 'SendMessage' });
    await writeAtOnce(page, written);
    for (const text of written) await state(page, text, /Sent|Delivered|Read/);
    assert.deepEqual(await said(stage, 'Wim'), written);
    assert.deepEqual(await shown(page), written);
  });

  test('sends one that failed where its visitor sees it: after what was sent without it', async (t) => {
    const { page } = await stage.page(t);
    await startOnPage(stage, page, 'Una');
    await page.getByText(greeting).waitFor();
    await page.route(
      '**/v1/participant/message',
      (route) => route.fulfill({ status: 400, json: { __type: 'ValidationException', message: 'No' } }),
      { times: 1 },
    );
    await writeAtOnce(page, ['First', 'Second']);
    await page.getByText('Not sent.').waitFor();
    await state(page, 'Second', /Sent|Delivered|Read/);
    await stage.fault({ kind: 'throttle', operation: 'SendMessage' });
    await writeAtOnce(page, ['Third']);
    await page.getByRole('button', { name: 'Retry' }).click();
    await writeAtOnce(page, ['Fourth']);
    const order = ['Second', 'Third', 'First', 'Fourth'];
    for (const text of order) await state(page, text, /Sent|Delivered|Read/);
    assert.deepEqual(await said(stage, 'Una'), order);
    assert.deepEqual(await shown(page), order);
  });

  test('keeps the composer and what is written when nobody can be reached, and goes on by itself', async (t) => {
    const { page, context, troubles } = await stage.page(t);
    await startOnPage(stage, page, 'Xia');
    await page.getByText(greeting).waitFor();
    await page.route('**/v1/**', (route) => route.abort('internetdisconnected'));
    await page.reload();
    await page.getByText('We cannot be reached at the moment').waitFor();
    await say(page, 'Into the void');
    await state(page, 'Into the void', 'Will be sent');
    await page.unroute('**/v1/**');
    await page.getByText('You said: Into the void').waitFor({ timeout: 90_000 });
    await page.getByText('We cannot be reached at the moment').waitFor({ state: 'hidden' });
    await context.setOffline(true);
    await page.getByText('What you write is kept').waitFor();
    await say(page, 'One more');
    await state(page, 'One more', /Will be sent|Sending/);
    await context.setOffline(false);
    await page.getByText('You said: One more').waitFor({ timeout: 90_000 });
    const offline = troubles.splice(0).filter((text) => !text.includes('net::ERR_INTERNET_DISCONNECTED'));
    assert.deepEqual(offline, []);
  });
});

/** What the states below the visitor's own messages say from now on. */
async function watchStates(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const log = document.querySelector('connect-chat')?.shadowRoot?.querySelector('#log');
    if (!log) return;
    new MutationObserver(() => {
      const states = [...log.querySelectorAll('.mine .state')].map(({ textContent }) => textContent);
      document.body.dataset['states'] = `${document.body.dataset['states'] ?? ''}\n${states.join('\n')}`;
    }).observe(log, { childList: true, subtree: true, characterData: true });
  });
  return async () => (await page.evaluate(() => document.body.dataset['states'] ?? '')).split('\n');
}

/** Faster than a hand could: no message waits for the one before it to be sent. */
async function writeAtOnce(page: Page, texts: readonly string[]): Promise<void> {
  await page.evaluate((all) => {
    const root = document.querySelector('connect-chat')?.shadowRoot;
    const field = root?.querySelector<HTMLTextAreaElement>('#message');
    for (const text of all) {
      if (field) field.value = text;
      root?.querySelector<HTMLFormElement>('#composer')?.requestSubmit();
    }
  }, texts);
}

/** What Connect has of the visitor, in its order. */
async function said(stage: Stage, displayName: string): Promise<readonly (string | undefined)[]> {
  const { Items } = await stage.contact(displayName);
  return Items.filter(
    ({ Type, ParticipantRole }) => Type === 'MESSAGE' && ParticipantRole === 'CUSTOMER',
  ).map(({ Content }) => Content);
}

/** The visitor's own messages from top to bottom. */
async function shown(page: Page): Promise<readonly string[]> {
  return page.locator('#log .mine .text').allTextContents();
}

async function state(page: Page, text: string, expected: string | RegExp): Promise<void> {
  await page.locator('.mine', { hasText: text }).locator('.state', { hasText: expected }).waitFor();
}

async function focused(page: Page): Promise<string> {
  return page.evaluate(
    () => (document.activeElement?.shadowRoot?.activeElement ?? document.activeElement)?.id ?? '',
  );
}

async function textOf(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += chunk.toString();
  return text;
}
