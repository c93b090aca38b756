import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { environmentCredentials, literalSchemaKeys, notLoaded } from '../../lib/functions/bundle-plugins.ts';
import { bundle } from '../../lib/functions/bundle.ts';
import { noticesFile, thirdPartyNotices } from '../../lib/functions/third-party-notices.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

suite('The notices beside the functions', () => {
  let folder: string;
  const notices: Record<string, string> = {};
  const modules: Record<string, string> = {};
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'notices-'));
    for (const [service, { directory }] of Object.entries(await bundle(folder))) {
      notices[service] = await readFile(join(directory, noticesFile), 'utf8');
      const files = (await readdir(directory)).filter((file) => file.endsWith('.mjs'));
      modules[service] = (
        await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')))
      ).join('\n');
    }
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [service, packages] of Object.entries({
    participant: ['@aws-sdk/client-connectparticipant', '@aws-sdk/core', '@smithy/core', '@middy/core'],
    connect: ['@aws-sdk/client-connect', '@smithy/node-http-handler', '@middy/core', 'aws-jwt-verify'],
  }))
    test(`name what the ${service} function is made of, with versions and licenses`, async () => {
      const text = notices[service] ?? '';
      for (const name of packages) {
        const { version } = JSON.parse(
          await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8'),
        ) as { version: string };
        assert.ok(text.split('\n').includes(`${name} ${version}`), `${name} ${version}\n${text}`);
        const own = await readFile(join(root, 'node_modules', name, 'LICENSE'), 'utf8').catch(
          () => undefined,
        );
        if (own !== undefined) assert.ok(squeezed(text).includes(squeezed(own)), name);
      }
      assert.match(text, /Apache License/);
      assert.match(
        text,
        /Copyright \(c\) 2017-2026 will Farrell[\s\S]*Permission is hereby granted, free of charge/,
      );
    });

  for (const service of ['participant', 'connect'])
    test(`name every package whose files esbuild writes down in the ${service} function, unminified`, async () => {
      const { outputFiles } = await build({
        absWorkingDir: root,
        entryPoints: [`lambdas/${service}.ts`],
        outdir: 'out',
        write: false,
        bundle: true,
        splitting: true,
        platform: 'node',
        format: 'esm',
        mainFields: ['module', 'main'],
        plugins: [literalSchemaKeys, environmentCredentials, notLoaded],
        logLevel: 'silent',
      });
      const code = outputFiles.map(({ text }) => text).join('\n');
      const names = new Set(
        [...code.matchAll(/^\/\/ .*node_modules\/((?:@[^/]+\/)?[^/\n]+)\//gm)].map(([, name = '']) => name),
      );
      assert.ok(names.size > 5, [...names].join(' '));
      const named = [...(notices[service] ?? '').matchAll(/^(@?[a-z][\w./-]*) \d+\.\d+\.\d+$/gm)].map(
        ([, name = '']) => name,
      );
      assert.deepEqual(named.toSorted(), [...names].toSorted());
    });

  test('name nothing of which no code is there', () => {
    for (const text of Object.values(notices))
      assert.doesNotMatch(text, /^(@aws-sdk\/middleware-logger|bowser|aws-cdk-lib|dynalite|esbuild) /m);
    assert.doesNotMatch(notices['participant'] ?? '', /^aws-jwt-verify /m);
  });

  test('are read by no code', () => {
    for (const text of Object.values(modules)) assert.ok(!text.includes(noticesFile));
  });
});

suite('Third-party notices', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'notices-'));
    await packed('whole', { LICENSE: 'License of whole', 'NOTICE.md': 'Notice of whole' });
    await packed('alike', { 'LICENCE.txt': 'License of whole\r\n\r\nNotice of whole  \r\n' });
    await packed('@scope/other', { COPYING: 'License of other' });
    await packed('unused', { LICENSE: 'License of unused' });
    await packed('whole/node_modules/inner', { 'license.md': 'License of inner' });
    await packed('bare', {});
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function packed(name: string, files: Readonly<Record<string, string>>): Promise<void> {
    const directory = join(folder, 'node_modules', name);
    await mkdir(directory, { recursive: true });
    const own = name.replace(/^.*node_modules\//, '');
    const manifest = JSON.stringify({ name: own, version: '1.2.3', license: 'MIT', main: 'index.js' });
    const inner = name === 'whole' ? "import { inner } from 'inner'; globalThis.inner = inner;" : '';
    const all = {
      ...files,
      'package.json': manifest,
      'index.js': `${inner}export const ${own.replace(/\W/g, '')} = Math.random();`,
    };
    await Promise.all(Object.entries(all).map(([file, text]) => writeFile(join(directory, file), text)));
  }

  async function metafileOf(code: string): Promise<Metafile> {
    const { metafile } = await build({
      absWorkingDir: folder,
      stdin: { contents: code, resolveDir: folder },
      bundle: true,
      write: false,
      metafile: true,
      treeShaking: true,
      format: 'esm',
      logLevel: 'silent',
    });
    return metafile;
  }

  test('have every text of a package that has code in the bundle, nested ones too, and equal texts once', async () => {
    const metafile = await metafileOf(`
      import { whole } from 'whole'; import { alike } from 'alike'; import { scopeother } from '@scope/other';
      console.log(whole, alike, scopeother);`);
    const text = await thirdPartyNotices(metafile, folder);
    for (const name of ['whole', 'alike', '@scope/other', 'inner'])
      assert.ok(text.split('\n').includes(`${name} 1.2.3`), text);
    for (const part of ['License of other', 'License of inner']) assert.ok(text.includes(part), part);
    assert.equal(text.split('License of whole\n\nNotice of whole').length, 2, text);
    assert.doesNotMatch(text, /unused|bare/);
    assert.equal(await thirdPartyNotices(metafile, folder), text);
  });

  test('stop the build where a package has none, and say what to do', async () => {
    const metafile = await metafileOf("import { bare } from 'bare'; console.log(bare);");
    await assert.rejects(
      thirdPartyNotices(metafile, folder),
      /^Error: bare 1\.2\.3 \(MIT\) comes without its license.*record the text in lib\/functions\/third-party-notices\.ts/,
    );
  });
});

function squeezed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
