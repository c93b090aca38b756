import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readmeExample, run, writeForeignApp, type ModuleKind } from '../../support/foreign-app.ts';
import { resourcesOf, type Template } from '../synthesized.ts';
import { skip, stranger } from './stranger.ts';

/** Apps that are never compiled to files: as \`cdk init\` has them, and as people have them who came later. */
const loaders: Readonly<
  Record<string, { readonly kind: ModuleKind; readonly program: () => readonly string[] }>
> = {
  'ts-node, as CommonJS': {
    kind: 'commonjs',
    program: () => [
      stranger('ts-node/dist/bin.js'),
      '--compiler',
      stranger('typescript'),
      '-O',
      '{"skipLibCheck":true}',
    ],
  },
  'tsx, as CommonJS': { kind: 'commonjs', program: () => [stranger('tsx/dist/cli.mjs')] },
  'tsx, as an ES module': { kind: 'module', program: () => [stranger('tsx/dist/cli.mjs')] },
};

for (const [name, { kind, program }] of Object.entries(loaders))
  test(`the README's example is synthesized through ${name}`, { skip }, async () => {
    const folder = await writeForeignApp(kind, await readmeExample());
    // As the CDK CLI runs an app.
    const outdir = join(folder, 'cdk.out');
    await run(folder, 'node', [...program(), 'app.ts'], { CDK_OUTDIR: outdir });
    const template = JSON.parse(readFileSync(join(outdir, 'Support.template.json'), 'utf8')) as Template;
    const handlers = new Set(
      resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties['Handler']),
    );
    for (const handler of ['participant.handler', 'connect.handler'])
      assert.ok(handlers.has(handler), handler);
  });

test('the oldest CDK that the package says it works with makes the same of it', { skip }, async () => {
  const { peerDependencies } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  ) as { readonly peerDependencies: Readonly<Record<string, string>> };
  for (const [name, range] of Object.entries(peerDependencies)) {
    const { version } = JSON.parse(readFileSync(stranger(`${name}/package.json`), 'utf8')) as {
      version: string;
    };
    assert.equal(range, `^${version}`, `test/lib/package/strangers has the oldest ${name} of package.json`);
  }
  const [oldest, ours] = await Promise.all(
    [stranger('.'), undefined].map(async (cdk) => {
      const folder = await writeForeignApp('module', await readmeExample(), cdk);
      const outdir = join(folder, 'cdk.out');
      await run(folder, 'node', ['app.ts'], { CDK_OUTDIR: outdir });
      return JSON.parse(readFileSync(join(outdir, 'Support.template.json'), 'utf8')) as Template;
    }),
  );
  assert.ok(typesOf(ours).length > 100);
  assert.deepEqual(typesOf(oldest), typesOf(ours));
});

function typesOf(template: Template | undefined): [string, string][] {
  return Object.entries(template?.Resources ?? {}).map(([id, { Type }]) => [
    id.replace(/[0-9a-f]{32}$/, ''),
    Type,
  ]);
}
