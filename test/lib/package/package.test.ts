import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundle } from '../../../lib/functions/bundle.ts';
import { ConnectChatBff } from '../../../lib/connect-chat-bff.ts';
import type { HandlerCode } from '../../../lib/functions/prebuilt.ts';
import {
  makeForeignApp,
  packedPackage,
  readmeExample,
  run,
  type ModuleKind,
} from '../../support/foreign-app.ts';
import { commandLine } from '../configurations.ts';
import { resourcesOf, type Template } from '../synthesized.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** The package in apps of other people: packed, installed, compiled and synthesized by the programs that they have. */

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Most bytes of the package: as it is downloaded, and as it is installed. */
const budget = { packed: 375_000, installed: 1_340_000 };

const kinds = { module: 'an app of ES modules', commonjs: 'an app of CommonJS' } as const;

suite('The package', () => {
  const apps = {} as Record<ModuleKind, string>;
  let code: Awaited<ReturnType<typeof bundle>>;
  before(async () => {
    for (const kind of ['module', 'commonjs'] as const)
      apps[kind] = await makeForeignApp(kind, await readmeExample());
    code = await bundle(temporaryFolder('bundle'));
  });

  const installed = (): string => join(apps.module, 'node_modules/connect-chat-bff');

  test('the example of the README has a dozen lines', async () => {
    const lines = (await readmeExample()).split('\n').filter((line) => line.trim() !== '');
    assert.ok(lines.length <= 12, String(lines.length));
  });

  test('holds the construct, its types, the functions and words about it, and nothing else', () => {
    const files = filesOf(installed());
    for (const file of ['LICENSE', 'NOTICE']) assert.ok(files.includes(file), file);
    for (const file of files)
      assert.match(
        file,
        /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|NOTICE|dist\/construct\/(index\.js|package\.json|types\/[\w/-]+\.d\.ts|(participant|connect|reaper|log-role)\/([\w-]+\.mjs|THIRD-PARTY-NOTICES\.txt)))$/,
      );
  });

  test('has no source map, no path of the machine that packed it, and nothing that looks like a secret', () => {
    for (const file of filesOf(installed())) {
      const text = readFileSync(join(installed(), file), 'utf8');
      for (const secret of [
        /sourceMappingURL/,
        /AKIA[0-9A-Z]{16}/,
        /-----BEGIN [A-Z ]*PRIVATE KEY/,
        /\bgh[ps]_\w{36}/,
        /\bnpm_\w{36}/,
      ])
        assert.doesNotMatch(text, secret, file);
      for (const place of [root, homedir()])
        if (place.length > 2) assert.ok(!text.includes(place), `${file} names ${place}`);
    }
  });

  test('keeps within its bytes', async () => {
    const packed = statSync(await packedPackage()).size;
    assert.ok(packed <= budget.packed, String(packed));
    const bytes = filesOf(installed()).reduce((sum, file) => sum + statSync(join(installed(), file)).size, 0);
    assert.ok(bytes <= budget.installed, String(bytes));
  });

  test('needs CDK and constructs, which the app has, and no other package', () => {
    const { dependencies, peerDependencies } = JSON.parse(
      readFileSync(join(installed(), 'package.json'), 'utf8'),
    ) as { dependencies?: object; peerDependencies: object };
    assert.equal(dependencies, undefined);
    const peers = Object.keys(peerDependencies);
    assert.deepEqual(peers, ['aws-cdk-lib', 'constructs']);
    const required = readFileSync(join(installed(), 'dist/construct/index.js'), 'utf8').matchAll(
      /\brequire\("([^"]+)"\)/g,
    );
    for (const [, name = ''] of required)
      assert.ok(name.startsWith('node:') || peers.includes(name.split('/')[0] ?? ''), name);
  });

  for (const [kind, app] of Object.entries(kinds) as [ModuleKind, string][])
    test(`${app} synthesizes the README's example without a network, the same as from the source`, async () => {
      const folder = apps[kind];
      await run(folder, 'cdk', ['synth', '--quiet', '--no-notices', '--no-version-reporting']);
      const file = join(folder, 'cdk.out/Support.template.json');
      const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
      const [made, expected] = [linesOf(template), linesOf(fromSource())];
      assert.deepEqual(
        made.filter((line) => !expected.includes(line)),
        [],
      );
      assert.equal(made.length, expected.length);
      for (const [service, { directory }] of Object.entries(code)) {
        const [, { Properties }] =
          resourcesOf(template, 'AWS::Lambda::Function').find(
            ([, resource]) => resource.Properties['Handler'] === `${service}.handler`,
          ) ?? assert.fail(service);
        const { S3Key } = Properties['Code'] as { S3Key: string };
        const shipped = join(folder, `cdk.out/asset.${S3Key.replace('.zip', '')}`);
        assert.deepEqual(contents(shipped), contents(directory));
      }
    });

  test('can be imported and required, by name', async () => {
    const say = 'process.stdout.write(typeof ConnectChatBff.prototype.grantStart)';
    for (const folder of Object.values(apps))
      for (const parameters of [
        ['--input-type=module', '-e', `import { ConnectChatBff } from 'connect-chat-bff'; ${say}`],
        ['--input-type=commonjs', '-e', `const { ConnectChatBff } = require('connect-chat-bff'); ${say}`],
      ])
        assert.equal(await run(folder, 'node', parameters), 'function');
  });

  function fromSource(): Template {
    // As the command has it; API Gateway's deployments are called after these paths, too.
    const context = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };
    const stack = new Stack(
      new App({ context, analyticsReporting: false, builtinCloudFormationValidation: false }),
      'Support',
    );
    const assets = Object.entries(code).map(([name, { directory }]) => [name, Code.fromAsset(directory)]);
    const chat = new ConnectChatBff(
      stack,
      'Chat',
      { ...commandLine, allowedOrigins: [commandLine.allowedOrigins] },
      Object.fromEntries(assets) as HandlerCode,
    );
    chat.grantStart(new Role(stack, 'BackEnd', { assumedBy: new AccountRootPrincipal() }));
    return Assertions.fromStack(stack).toJSON() as Template;
  }
});

/** Each part of a template as a line. */
function linesOf(template: Template): string[] {
  return Object.entries(template).flatMap(([section, parts]) =>
    Object.entries(parts as object).map(([id, part]) => `${section} ${id}: ${JSON.stringify(part)}`),
  );
}

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => relative(folder, join(parentPath, name)))
    .toSorted();
}

function contents(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(filesOf(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}
