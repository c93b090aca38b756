import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { assertAccessible } from './axe.ts';
import { skipped } from './browser.ts';
import { picture } from './picture.ts';
import { openStage, say, type Stage } from './stage.ts';
import { afterwards } from '../../support/afterwards.ts';

/** Who cannot see, use a mouse, or read small print. */
describe('The element <connect-chat> is for everybody', { skip: skipped, concurrency: 2 }, () => {
  let stage: Stage;
  before(async () => {
    stage = await openStage();
  });
  after(() => stage.close());

  /** A chat with everything in it that can be. */
  async function fill(page: Page, name: string): Promise<string> {
    const { ContactId } = await stage.contact(name);
    await page.locator('#log').getByText('Hello, I am Robin').waitFor();
    await stage.agent(ContactId, 'join');
    await page.locator('#message').fill('Mine');
    await page.keyboard.press('Enter');
    await page.locator('#file').setInputFiles([picture, { ...picture, name: 'a.exe' }]);
    await stage.agent(ContactId, 'message', {
      Content: '**Bold** https://www.example.com\n\n- one\n- two\n\n```\ncode\n```',
      ContentType: 'text/markdown',
    });
    for (const Template of ['ListPicker', 'TimePicker', 'Panel', 'QuickReply', 'Carousel'])
      await stage.agent(ContactId, 'interactive', { Template });
    await stage.agent(ContactId, 'view', { View: 'fields-with-error' });
    await page.locator('#log textarea').waitFor();
    await page.locator('#log .preview').waitFor();
    await page.locator('#log .failed').waitFor();
    await page.locator('#log .cards img').last().waitFor();
    return ContactId;
  }

  const ways: readonly (readonly [way: string, path: string, options: BrowserContextOptions])[] = [
    ['in light', '/', {}],
    ['in the dark', '/', { colorScheme: 'dark' }],
    ['on a phone', '/', { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true }],
    ['in Arabic', '/chat?lang=ar', {}],
  ];
  for (const [index, [way, path, options]] of ways.entries())
    test(`axe-core finds nothing wrong in any state, ${way}`, async (t) => {
      const context = await stage.browser.newContext({ reducedMotion: 'reduce', ...options });
      afterwards(t, () => context.close());
      const page = await context.newPage();
      const name = `Ax${index}`;
      await page.goto(stage.url + path);
      await page.locator('#availability').getByText(/\S/).waitFor();
      await assertAccessible(page, 'start');
      await page.locator('#start-button').click();
      await page.locator('#display-name[aria-invalid="true"]').waitFor();
      await assertAccessible(page, 'start, not filled in');
      await page.locator('#display-name').fill(name);
      if (path.startsWith('/chat')) {
        await page.locator('#email').fill('ada@example.com');
        await page.locator('#topic').selectOption('order');
      }
      await page.locator('#start-button').click();
      const contact = await fill(page, name);
      await assertAccessible(page, 'chat');
      // On a phone, a page that is wider than it makes the window as wide.
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
      assert.equal(await page.evaluate(() => innerWidth), page.viewportSize()?.width);
      await page.locator('#log').getByRole('button').filter({ hasText: 'Submit' }).click();
      await page.locator('#log [aria-invalid="true"]').first().waitFor();
      await page.locator('#message').fill('x'.repeat(1_100));
      await assertAccessible(page, 'chat, with mistakes');
      await page.locator('#end').click();
      await page.getByRole('dialog').waitFor();
      await assertAccessible(page, 'the question whether it is to end');
      await page.keyboard.press('Escape');
      await stage.agent(contact, 'end');
      await page.locator('#restart').waitFor();
      await assertAccessible(page, 'over');
      if (path !== '/') return;
      await page.locator('#close').click();
      await page.locator('#panel').waitFor({ state: 'hidden' });
      await assertAccessible(page, 'closed');
    });

  test('a screen reader hears of every message who wrote it, and of what is asked, in a log that is a list', async (t) => {
    const { page } = await stage.page(t);
    await page.goto(stage.url);
    await page.getByLabel('Your name').fill('Sam');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('Hello, I am Robin').waitFor();
    const { ContactId } = await stage.contact('Sam');
    await stage.agent(ContactId, 'join');
    await say(page, 'First');
    await say(page, 'Second');
    await stage.agent(ContactId, 'message', { Content: 'Third' });
    await stage.agent(ContactId, 'message', { Content: 'Fourth' });
    await stage.agent(ContactId, 'interactive', { Template: 'QuickReply' });
    const items = page.getByRole('log', { name: 'Messages' }).getByRole('list').first().getByRole('listitem');
    await page.getByRole('button', { name: 'I am not sure' }).waitFor();
    for (const [text, who] of [
      ['First', 'You'],
      ['Second', 'You'],
      ['Third', 'Robin'],
      ['Fourth', 'Robin'],
      ['Did this help?', 'Robin'],
    ] as const) {
      const snapshot = await items.filter({ hasText: text }).first().ariaSnapshot();
      assert.match(snapshot, new RegExp(`^- listitem:\\n {2}- paragraph: ${who}`), text);
    }
    const asked = page.getByRole('group', { name: 'Did this help?' });
    assert.equal(await asked.getByRole('button').count(), 3);
    assert.match(
      await page.getByRole('region', { name: 'Chat with us' }).ariaSnapshot(),
      /- heading "Chat with us" \[level=2\][^]*- status: with Robin[^]*- button "End chat"[^]*- button "Close the window"[^]*- log "Messages"[^]*- button "Attach a file"[^]*- textbox "Message"[^]*- button "Send"/,
    );
  });

  test('at 400 % zoom, nothing is cut off to the side, and the last message and the composer are in reach', async (t) => {
    const { page } = await stage.page(t);
    await page.setViewportSize({ width: 320, height: 256 });
    await page.goto(stage.url);
    await page.getByLabel('Your name').fill('Zed');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.locator('#log').getByText('Hello, I am Robin').waitFor();
    await say(page, 'A message of some length, to see whether it is wrapped or cut off');
    await page.getByText('You said: A message of').waitFor();
    const { ContactId } = await stage.contact('Zed');
    for (const Template of ['ListPicker', 'TimePicker'])
      await stage.agent(ContactId, 'interactive', { Template });
    await page.getByText('When may we call you?').waitFor();
    const wide = await page.evaluate(() => {
      const root = document.querySelector('connect-chat')?.shadowRoot;
      return [
        ...(root?.querySelectorAll('#panel, header, #scroller, #log > ol > li, #composer, textarea') ?? []),
      ]
        .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > 321)
        .map(({ id, className }) => id || className);
    });
    assert.deepEqual(wide, []);
    await page.getByRole('button', { name: 'Send' }).scrollIntoViewIfNeeded();
    await say(page, 'Still here');
    await page
      .locator('.mine', { hasText: 'Still here' })
      .getByText(/Sent|Delivered|Read/)
      .waitFor();
  });

  test('in forced colours every bubble has an edge, and a failed one another', async (t) => {
    const context = await stage.browser.newContext({ forcedColors: 'active', reducedMotion: 'reduce' });
    afterwards(t, () => context.close());
    const page = await context.newPage();
    await page.goto(stage.url);
    await page.getByLabel('Your name').fill('Fay');
    await page.getByRole('button', { name: 'Start chat' }).click();
    await page.getByText('Hello, I am Robin').waitFor();
    await say(page, 'Mine');
    await page.locator('#file').setInputFiles({ ...picture, name: 'a.exe' });
    await page.locator('#log .failed').waitFor();
    const edges = await page
      .locator('#log .bubble')
      .evaluateAll((all) =>
        all.map((one) => `${getComputedStyle(one).borderTopStyle} ${getComputedStyle(one).borderTopWidth}`),
      );
    assert.ok(edges.length >= 3);
    assert.deepEqual(new Set(edges), new Set(['solid 1px', 'dashed 2px']));
    // Whoever wants no motion sees none.
    const moving = await page.evaluate(
      () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
    );
    assert.equal(moving, 0);
  });

  test('in Arabic the whole element is laid out from right to left, and a text as its own language is', async (t) => {
    const { page } = await stage.page(t);
    await page.goto(`${stage.url}/?lang=ar`);
    await page.getByLabel('اسمك').fill('Ara');
    await page.getByRole('button', { name: 'بدء المحادثة' }).click();
    await page.getByText('Hello, I am Robin').waitFor();
    const field = page.getByRole('textbox', { name: 'الرسالة' });
    await field.fill('مرحبا، هل توصلون الطلبات؟');
    await page.getByRole('button', { name: 'إرسال' }).click();
    const mine = page.locator('#log > ol > .mine').last();
    await mine.locator('.state', { hasText: /أُرسلت|وصلت|قُرئت/ }).waitFor();
    const theirs = page.locator('#log > ol > .theirs').first();
    const [panel, own, other, send] = await Promise.all(
      [page.locator('#panel'), mine.locator('.bubble'), theirs.locator('.bubble'), page.locator('#send')].map(
        async (one) => await one.boundingBox(),
      ),
    );
    const viewport = page.viewportSize();
    assert.ok(panel && own && other && send && viewport);
    assert.ok(panel.x < viewport.width / 4, 'the window is at the left edge');
    assert.ok(own.x < other.x, 'own messages are at the left');
    assert.ok(send.x < panel.x + 60, 'the button to send is at the left');
    const directionOf = (text: string): Promise<string> =>
      page
        .locator('#log .text', { hasText: text })
        .first()
        .evaluate((one) => getComputedStyle(one).direction);
    assert.equal(await directionOf('مرحبا'), 'rtl');
    assert.equal(await directionOf('Hello, I am Robin'), 'ltr');
  });
});
