import assert from 'node:assert/strict';
import { copyFile, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { run } from '../../support/foreign-app.ts';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import { skip, stranger } from './stranger.ts';

/** As strict as a front end can be; what the generators wrote is checked like what its people did. */
const compilerOptions = {
  target: 'es2022',
  lib: ['es2022', 'dom', 'dom.iterable'],
  types: [],
  strict: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
};

suite('Clients that others generate from GET /openapi.json', { skip }, () => {
  let api: LocalApi;
  let folder: string;
  before(async () => {
    api = await startLocalApi();
    folder = await mkdtemp(join(tmpdir(), 'front-end-'));
    const write = (name: string, content: unknown): Promise<void> =>
      writeFile(join(folder, name), JSON.stringify(content));
    await write('package.json', { name: 'front-end', private: true, type: 'module' });
    await symlink(stranger('.'), join(folder, 'node_modules'));
    for (const program of ['openapi-fetch.ts', 'hey-api.ts'])
      await copyFile(new URL(`programs/${program}`, import.meta.url), join(folder, program));
    const files = ['openapi-fetch.ts', 'hey-api.ts'];
    await write('tsconfig.json', {
      compilerOptions: { ...compilerOptions, module: 'nodenext', outDir: 'out' },
      files,
    });
    await write('tsconfig.bundler.json', {
      compilerOptions: { ...compilerOptions, module: 'esnext', moduleResolution: 'bundler', noEmit: true },
      files,
    });
    await write('openapi.json', await (await fetch(`${api.url}/openapi.json`)).json());
    await run(folder, 'node', [
      stranger('openapi-typescript/bin/cli.js'),
      'openapi.json',
      '--output',
      'schema.ts',
    ]);
    await run(folder, 'node', [
      stranger('@hey-api/openapi-ts/bin/run.js'),
      '--input',
      'openapi.json',
      '--output',
      'client',
      '--no-log-file',
    ]);
  });
  after(async () => {
    await api.close();
    await rm(folder, { recursive: true });
  });

  const tsc = (project: string): Promise<string> =>
    run(folder, 'node', [stranger('typescript/bin/tsc'), '-p', project]);

  test('compile in a bundler’s way, and a program on them without a cast', async () => {
    await tsc('tsconfig.bundler.json');
  });

  suite('compile in Node’s way', () => {
    before(() => tsc('tsconfig.json'));

    test('and openapi-fetch, with the types of openapi-typescript, has a chat', async () => {
      const { chat } = await compiled<{ readonly chat: (baseUrl: string) => Promise<void> }>(
        'openapi-fetch.js',
      );
      await chat(api.url);
      assert.deepEqual(contentsOf(api), ['Hello']);
    });

    test('and the client of @hey-api/openapi-ts has a chat, at the server that the document names', async () => {
      const { chat } = await compiled<{ readonly chat: () => Promise<void> }>('hey-api.js');
      await chat();
      assert.deepEqual(contentsOf(api), ['Hello']);
    });
  });

  async function compiled<Exports>(name: string): Promise<Exports> {
    return (await import(pathToFileURL(join(folder, 'out', name)).href)) as Exports;
  }
});

/** The texts that have reached Connect in the latest chat. */
function contentsOf({ simulator }: LocalApi): readonly (string | undefined)[] {
  return (simulator.contacts.at(-1)?.Items ?? [])
    .filter(({ Type }) => Type === 'MESSAGE')
    .map(({ Content }) => Content);
}
