import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readmePage as code, readmePageScript } from '../../support/readme-page.ts';
import { skipped } from './browser.ts';
import { contactWith, openForeignPage, openStage, type Stage } from './stage.ts';

/** The README's code for a page, in somebody else's front end. */

const root = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'front-end-'));
writeFileSync(join(folder, 'chat.ts'), code);
symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
after(() => rmSync(folder, { recursive: true }));

test('is short', () => {
  const lines = code.split('\n').filter((line) => line !== '');
  assert.ok(lines.length > 10 && lines.length <= 31, String(lines.length));
});

// As Vite sets a project up, and as Node resolves.
for (const options of [
  ['--module', 'esnext', '--moduleResolution', 'bundler', '--verbatimModuleSyntax'],
  ['--module', 'nodenext'],
])
  test(`compiles with ${options.join(' ')}`, () => {
    const { status, stdout } = spawnSync(
      join(root, 'node_modules/.bin/tsc'),
      [
        '--ignoreConfig',
        '--noEmit',
        '--strict',
        '--target',
        'es2023',
        '--lib',
        'es2023,dom',
        ...options,
        '--types',
        '',
        'chat.ts',
      ],
      { cwd: folder, encoding: 'utf8' },
    );
    assert.equal(status, 0, stdout);
  });

interface FrontEnd {
  startChat(
    name: string,
    clientToken: string,
    show: (line: string) => void,
  ): Promise<(message: string, clientToken: string) => Promise<unknown>>;
}

declare global {
  interface Window {
    frontEnd: FrontEnd;
    send: Awaited<ReturnType<FrontEnd['startChat']>>;
    shown: string[];
  }
}

describe('in a browser, at another origin', { skip: skipped }, () => {
  let stage: Stage;
  let script: string;
  before(async () => {
    stage = await openStage();
    script = await readmePageScript(`${stage.url}/v1`);
  });
  after(() => stage.close());

  test('starts one chat, sends each message once and shows what the agent says', async (t) => {
    const { page } = await stage.page(t);
    await openForeignPage(t, page);
    await page.evaluate(script);
    await page.evaluate(async () => {
      window.shown = [];
      const token = crypto.randomUUID();
      await window.frontEnd.startChat('Ada', token, () => {});
      window.send = await window.frontEnd.startChat('Ada', token, (line) => window.shown.push(line));
      const once = crypto.randomUUID();
      await window.send('Hello', once);
      await window.send('Hello', once);
    });
    const contact = await contactWith(stage, 'Ada', ({ Items }) =>
      Items.some(({ Content }) => Content === 'Hello'),
    );
    assert.equal((await stage.calls()).filter(({ operation }) => operation === 'StartChatContact').length, 1);
    assert.equal(contact.Items.filter(({ Content }) => Content === 'Hello').length, 1);
    await stage.agent(contact.ContactId, 'join');
    await stage.agent(contact.ContactId, 'message', { Content: 'Good day' });
    await page.waitForFunction(() => window.shown.some((line) => /^[^:]+: Good day$/.test(line)));
    assert.deepEqual(
      (await page.evaluate(() => window.shown)).filter((line) => /undefined|^ *:/.test(line)),
      [],
    );
  });

  test('says why a chat was not started', async (t) => {
    const { page } = await stage.page(t);
    await openForeignPage(t, page);
    await page.evaluate(script);
    const said = await page.evaluate(() =>
      window.frontEnd.startChat('', crypto.randomUUID(), () => {}).catch((error: unknown) => String(error)),
    );
    assert.match(String(said), /^Error: 400 .*DisplayName/);
  });
});
