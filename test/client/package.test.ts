import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { apiTypes } from '../../client/write-api-types.ts';

const source = fileURLToPath(new URL('../../client/src/', import.meta.url));

/** Bytes of what a page downloads of this program, minified and gzipped. */
async function downloaded(program: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: source, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    external: ['react'],
    logLevel: 'silent',
  });
  return gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
}

test('starting, resuming and a whole chat are at most 8 KB, and all that there is 9.6', async () => {
  const core = await downloaded("export { resumeChat, startChat } from './start.ts'");
  assert.ok(core > 4_000 && core <= 8 * 1_024, String(core));
  const all = await downloaded("export * from './index.ts'");
  assert.ok(all > core && all <= 9.6 * 1_024, String(all));
});

test('has the version of the API', () => {
  const [api, client] = ['../package.json', 'package.json'].map(
    (file) =>
      JSON.parse(readFileSync(new URL(`../../client/${file}`, import.meta.url), 'utf8')) as {
        version: string;
      },
  );
  assert.equal(client?.version, api?.version);
});

test('what is not used is not downloaded', async () => {
  const little = await downloaded("export { attachmentType } from './index.ts'");
  assert.ok(little < 600, String(little));
});

test('the types of the API are what `npm run client-types` writes', async () => {
  assert.equal(readFileSync(`${source}api-types.ts`, 'utf8'), await apiTypes());
});
