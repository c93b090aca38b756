import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readmeExample, run, writeForeignApp, type ModuleKind } from '../harness/foreign-app.ts';
import { resourcesOf, type Template } from '../lib/synthesized.ts';
import { skipWithout, stranger } from './stranger.ts';

/** Apps that are never compiled to files: as \`cdk init\` has them, and as people have them who came later. */
const loaders: Readonly<Record<string, { readonly kind: ModuleKind; readonly program: readonly string[] }>> =
  {
    'ts-node, as CommonJS': {
      kind: 'commonjs',
      program: [
        stranger('ts-node/dist/bin.js'),
        '--compiler',
        stranger('typescript'),
        '-O',
        '{"skipLibCheck":true}',
      ],
    },
    'tsx, as CommonJS': { kind: 'commonjs', program: [stranger('tsx/dist/cli.mjs')] },
    'tsx, as an ES module': { kind: 'module', program: [stranger('tsx/dist/cli.mjs')] },
  };

for (const [name, { kind, program }] of Object.entries(loaders))
  test(`the README's example is synthesized through ${name}`, { skip: skipWithout() }, async () => {
    const folder = await writeForeignApp(kind, await readmeExample());
    // As the CDK CLI runs an app.
    const outdir = join(folder, 'cdk.out');
    await run(folder, 'node', [...program, 'app.ts'], { CDK_OUTDIR: outdir });
    const template = JSON.parse(readFileSync(join(outdir, 'Support.template.json'), 'utf8')) as Template;
    assert.equal(resourcesOf(template, 'AWS::Lambda::Function').length, 2);
  });
