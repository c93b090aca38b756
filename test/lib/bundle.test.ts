import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { bundle } from '../../lib/bundle.ts';
import { withLiteralKeys } from '../../lib/bundle-plugins.ts';

/** Most bytes of a function's code. Raise it only for what a visitor gains by. */
const budget = 365_000;

suite('The bundle', () => {
  let folder: string;
  const code: Record<string, string> = {};
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bundle-'));
    const { directory } = await bundle(folder);
    for (const name of ['participant', 'connect'])
      code[name] = await readFile(join(directory, `${name}.mjs`), 'utf8');
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const name of ['participant', 'connect'])
    test(`keeps the ${name} function within its bytes`, () => {
      assert(Buffer.byteLength(code[name] ?? '') <= budget, String(code[name]?.length));
    });

  test('holds the operations that are called, and no other of the services', () => {
    assert.match(code['connect'] ?? '', /StartChatContact/);
    assert.doesNotMatch(code['connect'] ?? '', /StartOutboundVoiceContact|DeleteInstance|CreateUserRequest/);
    assert.doesNotMatch(code['participant'] ?? '', /CreateGlobalTable|RestoreTableFromBackup/);
  });

  test('has one source of credentials, the environment', () => {
    assert.match(code['participant'] ?? '', /AWS_SECRET_ACCESS_KEY/);
    assert.doesNotMatch(
      code['participant'] ?? '',
      /AWS_WEB_IDENTITY_TOKEN_FILE|credential_process|sso_start_url/,
    );
  });
});

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
