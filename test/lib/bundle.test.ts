import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { build, type Plugin } from 'esbuild';
import { bundle } from '../../lib/functions/bundle.ts';
import { document } from '../../lambdas/openapi/document.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { requestSettings } from '../../lambdas/settings/request-settings.ts';
import { notLoaded, withLiteralKeys } from '../../lib/functions/bundle-plugins.ts';

/**
 * Most bytes of a function's code: of all its modules, and of the one that a cold start reads. Others' notices lie
 * beside the code, are read by nobody at run time, and do not count; nor does the OpenAPI document, which only
 * GET /openapi.json reads, and which has a bound of its own. Raise them only for what a visitor gains by.
 */
const budgets = {
  participant: { all: 258_900, first: 88_000 },
  connect: { all: 324_000, first: 284_000 },
  reaper: { all: 240_000, first: 240_000 },
  'log-role': { all: 7_000, first: 7_000 },
} as const;

const documentBudget = 104_000;

suite('The bundle', () => {
  let folder: string;
  const code: Record<string, Readonly<Record<string, string>>> = {};
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bundle-'));
    for (const [service, { directory }] of Object.entries(await bundle(folder)))
      code[service] = Object.fromEntries(
        await Promise.all(
          (await readdir(directory)).map(async (file): Promise<[string, string]> => [
            file,
            await readFile(join(directory, file), 'utf8'),
          ]),
        ),
      );
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const all = (service: string): string =>
    Object.entries(code[service] ?? {})
      .flatMap(([file, text]) => (file.endsWith('.mjs') && !isDocument(file) ? [text] : []))
      .join('\n');
  const first = (service: string): string => code[service]?.[`${service}.mjs`] ?? '';

  for (const [service, budget] of Object.entries(budgets))
    test(`keeps the ${service} function within its bytes`, () => {
      assert.ok(first(service).includes('handler'));
      assert.ok(Buffer.byteLength(all(service)) <= budget.all, String(Buffer.byteLength(all(service))));
      assert.ok(Buffer.byteLength(first(service)) <= budget.first, String(Buffer.byteLength(first(service))));
    });

  test('has the OpenAPI document in a file that only the function which serves it has, and no cold start reads', async () => {
    const files = Object.entries(code).flatMap(([service, texts]) =>
      Object.keys(texts).flatMap((file) => (isDocument(file) ? [`${service}/${file}`] : [])),
    );
    assert.match(files.join(), /^connect\/document-\w+\.mjs$/);
    const [file = ''] = files;
    const text = code['connect']?.[file.replace('connect/', '')] ?? '';
    assert.ok(Buffer.byteLength(text) <= documentBudget, String(Buffer.byteLength(text)));
    assert.doesNotMatch(text, /\bimport\b *["'{(]/, 'it brings code of the function along');
    assert.match(first('connect'), /import\(["']\.\/document-/);
    assert.doesNotMatch(first('connect'), /(from|import) ?["']\.\/document-/);
    // None of its texts lies anywhere else.
    const sentence = 'Nothing has to be refreshed';
    assert.ok(text.includes(sentence));
    for (const service of Object.keys(budgets)) assert.doesNotMatch(all(service), new RegExp(sentence));
    const served = (await import(
      join(folder, 'connect', await only(join(folder, 'connect')), file.replace('connect/', ''))
    )) as {
      document: unknown;
    };
    assert.deepEqual(served.document, JSON.parse(JSON.stringify(document)));
  });

  test('holds the operations that are called, and no other of the services', () => {
    assert.match(all('connect'), /StartChatContact/);
    assert.doesNotMatch(
      all('connect'),
      /StartOutboundVoiceContact|DeleteInstance|CreateUserRequest/,
      'The AWS SDK keeps operations that nobody calls: adapt literalSchemaKeys in lib/functions/bundle-plugins.ts',
    );
    assert.match(all('participant'), /DescribeView/);
  });

  test('has for a cold start the operations and settings of its own function, and none that only starts need', () => {
    for (const service of ['connect', 'participant'] as const) {
      for (const { name, service: of } of operations)
        // The Connect function ends a chat that it cannot hand over, by the Participant Service's calls.
        if (of === service || service === 'participant')
          assert.equal(first(service).includes(`name:"${name}"`), of === service, `${service}: ${name}`);
      for (const { variable, readBy } of Object.values(requestSettings))
        assert.equal(
          first(service).includes(`"${variable}"`),
          readBy.includes(service),
          `${service}: ${variable}`,
        );
    }
  });

  test('is for a cold start about as large as its decision says', async () => {
    const decision = await readFile(
      new URL('../../docs/decisions/0006-the-hot-calls-on-the-wire.md', import.meta.url),
      'utf8',
    );
    const [, said] = /A cold start reads (\d+) KB/.exec(decision) ?? [];
    const read = Buffer.byteLength(first('participant')) / 1_000;
    assert.ok(
      Math.abs(Number(said) - read) < 0.05 * read,
      `${said} KB are said, and ${read.toFixed(0)} read`,
    );
  });

  test('reads the AWS SDK for participants only when an operation needs it', () => {
    assert.doesNotMatch(first('participant'), /httpBindingProtocol|endpointRuleSet|middlewareStack/i);
    assert.match(all('participant'), /middlewareStack/);
  });

  test('imports nothing that loads fetch and WebSocket with it', () => {
    for (const service of Object.keys(budgets))
      assert.doesNotMatch(first(service), /(from|import) ?["']node:http["']/);
  });

  test('has one source of credentials, the environment', () => {
    assert.match(all('connect'), /AWS_SECRET_ACCESS_KEY/);
    for (const service of Object.keys(budgets))
      assert.doesNotMatch(
        all(service),
        /AWS_WEB_IDENTITY_TOKEN_FILE|credential_process|sso_start_url/,
        'The AWS SDK imports its sources of credentials from elsewhere: adapt environmentCredentials in lib/functions/bundle-plugins.ts',
      );
  });

  test('has the version of the SDK’s client, and not the rest of its package.json', async () => {
    const file = new URL(
      '../../node_modules/@aws-sdk/client-connectparticipant/package.json',
      import.meta.url,
    );
    const { version } = JSON.parse(await readFile(file, 'utf8')) as { readonly version: string };
    assert.ok(all('participant').includes(`"${version}"`));
    for (const service of ['participant', 'connect']) assert.doesNotMatch(all(service), /devDependencies/);
  });

  test('has neither the names of browsers nor event streams', () => {
    for (const service of Object.keys(budgets))
      assert.doesNotMatch(
        all(service),
        /UserAgent parameter can't be empty|Truncated event message received/,
        'The AWS SDK imports them from elsewhere: adapt notLoaded in lib/functions/bundle-plugins.ts',
      );
  });
});

function isDocument(file: string): boolean {
  return file.startsWith('document-');
}

/** The one folder in a folder. */
async function only(folder: string): Promise<string> {
  const [name = '', ...others] = await readdir(folder);
  assert.deepEqual(others, []);
  return name;
}

test('schema keys become what their constants say', () => {
  const source = 'const _e = "error";\nexport var A = [1, { [_e]: _e, b: 2 }];';
  assert.equal(
    withLiteralKeys(source, 'schemas_0.js'),
    'const _e = "error";\nexport var A = [1, { "error": _e, b: 2 }];',
  );
});

test('a release of the SDK with other schema keys stops the build with what to do', () => {
  assert.throws(
    () => withLiteralKeys('export var A = { [_new]: 1 };', 'schemas_0.js'),
    /schemas_0\.js has changed its form.*Adapt literalSchemaKeys/,
  );
});

test('a release of the SDK that imports at once what is left out stops the build with what to do', async () => {
  const entry: Plugin = {
    name: 'entry',
    setup(setup) {
      setup.onResolve({ filter: /^entry$/ }, () => ({ path: 'entry', namespace: 'entry' }));
      setup.onLoad({ filter: /.*/, namespace: 'entry' }, () => ({ contents: "import 'bowser';" }));
    },
  };
  await assert.rejects(
    build({
      entryPoints: ['entry'],
      plugins: [entry, notLoaded],
      bundle: true,
      write: false,
      logLevel: 'silent',
    }),
    /bowser is now imported at once\. Adapt notLoaded/,
  );
});
