import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, suite, test } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startServer, type Server } from '../../support/server.ts';
import { openBrowser, skipped } from '../journeys/browser.ts';
import { skip, stranger } from './stranger.ts';

const phone: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};
/** In which it is looked at; in dark, nothing but the colours is another. */
const looks: Readonly<Record<string, { readonly options: BrowserContextOptions; readonly rules?: string }>> =
  {
    'in light': { options: { colorScheme: 'light' } },
    'in dark': { options: { colorScheme: 'dark' }, rules: 'runOnly: ["color-contrast"]' },
    'on a phone': { options: phone },
  };
/** The same page, to be opened from disk. */
const onDisk = new URL('../../../docs/api/index.html', import.meta.url).href;

/** As much of what axe-core finds as is shown. */
interface Axe {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

suite('The page of the API in a browser', { skip: skipped }, () => {
  let server: Server;
  let browser: Browser;
  before(async () => {
    [server, browser] = await Promise.all([startServer(), openBrowser()]);
  });
  after(() => Promise.all([server.stop(), browser.close()]));

  /** What the test does with the page, where nothing goes wrong on it, a policy's refusal included. */
  async function onPage(
    url: string,
    options: BrowserContextOptions,
    use: (page: Page) => Promise<void>,
  ): Promise<void> {
    const context = await browser.newContext(options);
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(url);
      await use(page);
      assert.deepEqual(complaints, []);
    } finally {
      await context.close();
    }
  }

  for (const [look, { options, rules = '' }] of Object.entries(looks))
    test(`has nothing that axe finds ${look}, and fits`, { skip }, async () => {
      await onPage(`${server.url}/docs`, options, async (page) => {
        await page.evaluate(await readFile(stranger('axe-core/axe.min.js'), 'utf8'));
        const run = `axe.run(document, { resultTypes: ["violations"], ${rules} })`;
        const { violations } = await page.evaluate<Axe>(run);
        assert.deepEqual(
          violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
          [],
        );
        const widths = '[document.documentElement.scrollWidth, document.documentElement.clientWidth]';
        const [content, window] = await page.evaluate<[number, number]>(widths);
        assert.equal(content, window);
      });
    });

  test('works with the keyboard, served and from disk, from the first Tab to an example in the clipboard', async () => {
    const permissions = ['clipboard-read', 'clipboard-write'];
    for (const url of [`${server.url}/docs`, onDisk])
      await onPage(url, { permissions }, async (page) => {
        await page.keyboard.press('Tab');
        assert.equal(await focused(page), 'Skip to the operations');
        await page.keyboard.press('Enter');
        const copy = page.getByRole('button', { name: 'Copy: Request, StartChat', exact: true });
        for (let steps = 0; steps < 20 && (await focused(page)) !== 'Copy'; steps++)
          await page.keyboard.press('Tab');
        assert.equal(await copy.evaluate((button) => button.matches(':focus')), true);
        await page.keyboard.press('Enter');
        await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
        const copied = await page.evaluate<string>('navigator.clipboard.readText()');
        assert.match(copied, /^curl -sS .* \\\n {2}'http:.*\/v1\/chats' \\\n/);
      });
  });

  test('has its contents out of the way on a phone, until they are asked for', async () => {
    await onPage(`${server.url}/docs`, phone, async (page) => {
      const link = page.locator('nav a[href="#SendMessage"]');
      assert.equal(await link.isVisible(), false);
      await page.getByText('Contents', { exact: true }).tap();
      await link.tap();
      const heading = page.getByRole('heading', { name: 'SendMessage', exact: true });
      await heading.waitFor();
      assert.equal(await link.isVisible(), false);
      assert.match(page.url(), /#SendMessage$/);
      const [title, menu] = await Promise.all([heading.boundingBox(), page.locator('summary').boundingBox()]);
      assert.ok(title && menu && title.y >= menu.y + menu.height, 'the heading is under the menu');
    });
  });

  test('can be read without its script', async () => {
    await onPage(`${server.url}/docs`, { javaScriptEnabled: false }, async (page) => {
      await page.locator('nav a[href="#SendMessage"]').click();
      assert.equal(await page.getByRole('heading', { name: 'SendMessage', exact: true }).isVisible(), true);
    });
  });
});

async function focused(page: Page): Promise<string> {
  return await page.evaluate<string>('document.activeElement.textContent.trim()');
}
