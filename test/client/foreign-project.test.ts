import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { run } from '../support/foreign-app.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The package in a project of somebody else: packed, installed, compiled and bundled by the programs that they have. */

const root = fileURLToPath(new URL('../..', import.meta.url));

const program = `
import { resumeChat, sendFile, startChat, type Chat, type Message, type Api } from 'connect-chat-bff-client';
import { chatJsClient } from 'connect-chat-bff-client/chatjs';

const endpoint = 'https://chat.example.com';
export const chat: Chat = resumeChat({ endpoint }) ?? startChat({ endpoint, displayName: 'Ada' });
export const messages: readonly Message[] = chat.getSnapshot().messages;
export const key: string = sendFile(chat, new File([], 'note.txt'));
export const item: Api.TranscriptItem['Type'] = 'MESSAGE';
export const client = chatJsClient({ ChatSession: { ChatClient: Object } }, { endpoint });
// @ts-expect-error there is no such content type
chat.send('text', 'text/html');
`;

const withElement = `
import 'connect-chat-bff-client/element';
import type { ConnectChatElement, Strings } from 'connect-chat-bff-client/element';

const strings: Partial<Strings> = { title: 'Ask us' };
const element: ConnectChatElement = document.createElement('connect-chat');
element.strings = strings;
element.beforeStart = (start) => ({ ...start, request: { ...start.request, Attributes: { plan: 'gold' } } });
element.addEventListener('chat-unread', ({ detail: { count } }) => console.log(count.toFixed()));
// @ts-expect-error there is no such text
element.strings = { titel: 'Ask us' };
document.body.append(element);
`;

const withReact = `
import { useConnectChat } from 'connect-chat-bff-client/react';
export function Page(): string {
  const { status, messages } = useConnectChat({ endpoint: 'https://chat.example.com' });
  return status + messages.length;
}
`;

suite('The package of the client', () => {
  const folder = temporaryFolder('front-end');
  let files: readonly string[] = [];
  before(async () => {
    const listed = await run(root, 'npm', [
      'pack',
      '--workspace',
      'client',
      '--json',
      '--pack-destination',
      folder,
    ]);
    const [packed] = JSON.parse(listed) as {
      readonly filename: string;
      readonly files: readonly { readonly path: string }[];
    }[];
    files = packed?.files.map(({ path }) => path) ?? [];
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name: 'front-end', private: true, type: 'module' }),
    );
    await run(folder, 'npm', [
      'install',
      '--offline',
      '--legacy-peer-deps',
      '--no-audit',
      '--no-fund',
      join(folder, packed?.filename ?? ''),
    ]);
    await writeFile(join(folder, 'chat.ts'), program);
    await writeFile(join(folder, 'element.ts'), withElement);
    await writeFile(join(folder, 'page.ts'), withReact);
    await mkdir(join(folder, 'node_modules/@types'));
    for (const name of ['react', '@types/react', 'csstype'])
      await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  });

  const installed = (file: string): string =>
    readFileSync(join(folder, 'node_modules/connect-chat-bff-client', file), 'utf8');

  test('holds modules, their types and words about it, and nothing else', () => {
    assert.ok(files.includes('LICENSE') && files.includes('README.md') && files.includes('dist/react.d.ts'));
    for (const file of files)
      assert.match(file, /^(package\.json|README\.md|LICENSE|dist\/([\w-]+\/)*[\w-]+(\.js|\.d\.ts))$/);
    for (const file of files) assert.ok(!installed(file).includes(root), file);
  });

  test('needs no package, but React where its hook is used', () => {
    const { dependencies, peerDependencies } = JSON.parse(installed('package.json')) as {
      readonly dependencies?: object;
      readonly peerDependencies: object;
    };
    assert.equal(dependencies, undefined);
    assert.deepEqual(Object.keys(peerDependencies), ['react']);
    for (const file of files.filter((name) => name.endsWith('.js')))
      for (const [, from = ''] of installed(file).matchAll(/\bfrom '([^']+)'/g))
        assert.ok(
          /^\.\.?\//.test(from) || (from === 'react' && file === 'dist/react.js'),
          `${file}: ${from}`,
        );
  });

  for (const options of [
    ['--module', 'esnext', '--moduleResolution', 'bundler', '--verbatimModuleSyntax'],
    ['--module', 'nodenext'],
  ])
    test(`compiles as strictly as can be, with ${options.join(' ')}`, async () => {
      const strict = [
        '--strict',
        '--exactOptionalPropertyTypes',
        '--noUncheckedIndexedAccess',
        '--isolatedModules',
      ];
      await run(folder, 'tsc', [
        '--ignoreConfig',
        '--noEmit',
        ...strict,
        '--skipLibCheck',
        'false',
        '--types',
        '',
        '--target',
        'es2022',
        '--lib',
        'es2022,dom,dom.iterable',
        ...options,
        'chat.ts',
        'element.ts',
        'page.ts',
      ]);
    });

  test('is bundled for a browser, and only what is used', async () => {
    const { metafile } = await build({
      absWorkingDir: folder,
      entryPoints: ['chat.ts'],
      bundle: true,
      write: false,
      metafile: true,
      platform: 'browser',
      format: 'esm',
      logLevel: 'silent',
    });
    const [output] = Object.values(metafile.outputs);
    const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    assert.ok(used.some(([name]) => name.endsWith('dist/run-chat.js')));
    assert.ok(!used.some(([name]) => /react|download-file|element/.test(name)));
  });

  test('can be imported where there is no browser, as a server does that renders a page', async () => {
    const say =
      "import { startChat } from 'connect-chat-bff-client'; import 'connect-chat-bff-client/element'; process.stdout.write(typeof startChat)";
    assert.equal(await run(folder, 'node', ['--input-type=module', '-e', say]), 'function');
  });

  test('has the element as one script, which is that of the modules', () => {
    const script = installed('dist/connect-chat.js');
    assert.doesNotMatch(script, /^\s*import\b|\brequire\(/m);
    const bytes = gzipSync(script, { level: 9 }).length;
    assert.ok(bytes > 20_000 && bytes <= 35 * 1_024, String(bytes));
  });
});
