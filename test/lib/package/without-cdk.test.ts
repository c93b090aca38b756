import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { environments } from '../../../bin/environments.ts';
import { bundle } from '../../../lib/functions/bundle.ts';
import { bundledCode } from '../../../lib/functions/bundled-code.ts';
import { packageDeployment } from '../../../lib/package/package.ts';
import { createStack } from '../../../lib/stack.ts';
import { systemProgram } from '../../support/optional-program.ts';
import { runToEnd } from '../../support/program.ts';
import { commandLine, configurations, everything } from '../configurations.ts';
import { appWithFlags, configOf, type Template } from '../synthesized.ts';
import { isOfYoungAction, linted, skipped as withoutCfnLint } from '../../deployment/services/cfn-lint.ts';
import { judged } from '../../deployment/services/refused.ts';
import { filledIn } from '../../deployment/services/references.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** What \`npm run package\` writes for people without CDK. */

const root = fileURLToPath(new URL('../../..', import.meta.url));
const { context: flags } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as {
  readonly context: Readonly<Record<string, unknown>>;
};
const { bootstrapQualifier: _, ...every } = everything;

interface Written {
  readonly folder: string;
  readonly template: Template & { readonly Parameters: object; readonly Rules?: object };
  readonly zips: readonly string[];
}

async function write(context: Readonly<Record<string, unknown>>): Promise<Written> {
  const folder = join(temporaryFolder('package'), 'package');
  const settings = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${String(value)}`]);
  let said = '';
  // CDK's validation takes longer than all the rest; what is written is judged below.
  process.env['CDK_VALIDATION'] = 'false';
  const code = await packageDeployment(settings, {
    environments: { ...environments, every },
    context: flags,
    into: folder,
    print: (text) => (said += text),
  });
  delete process.env['CDK_VALIDATION'];
  assert.equal(code, 0, said);
  return {
    folder,
    template: JSON.parse(readFileSync(join(folder, 'template.json'), 'utf8')) as Written['template'],
    zips: readdirSync(folder).filter((name) => name.endsWith('.zip')),
  };
}

for (const example of Object.keys(configurations))
  test(`in ${example}, the template is the stack’s own but for where the code is`, async () => {
    const context = configurations[example] ?? {};
    const { template } = await write(context);
    assert.deepEqual(Object.keys(template.Parameters), ['CodeBucket', 'CodePrefix']);
    assert.equal(template.Rules, undefined);
    const { stackName } = configOf(context);
    const app = appWithFlags();
    const parsed = configOf(context);
    const { bootstrapQualifier: _without, ...optional } = parsed.optional;
    createStack(app, { ...parsed, optional }, await bundledCode());
    const own = app.synth().getStackByName(stackName).template as Template;
    assert.deepEqual(comparable(template), comparable(own));
  });

/** Resources and outputs as lines, without the code’s place and what is called after that. */
function comparable({ Resources, Outputs }: Template): string[] {
  return Object.entries({ ...Resources, ...Outputs }).map(([id, part]) =>
    JSON.stringify([id, part], (name, value: unknown) => (name === 'Code' ? 'the code' : value)).replaceAll(
      /(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g,
      '$1',
    ),
  );
}

test('the zips are the functions as they are bundled, under names that the template has', async () => {
  const { folder, template, zips } = await write(commandLine);
  const code = await bundle();
  assert.equal(zips.length, Object.keys(code).length);
  for (const [service, { directory }] of Object.entries(code)) {
    const handler =
      Object.values(template.Resources).find(
        ({ Properties }) => Properties?.['Handler'] === `${service}.handler`,
      ) ?? assert.fail(service);
    const { S3Bucket, S3Key } = handler.Properties['Code'] as {
      S3Bucket: object;
      S3Key: { 'Fn::Join': [string, [object, string]] };
    };
    assert.deepEqual(S3Bucket, { Ref: 'CodeBucket' });
    const [separator, [prefix, name]] = S3Key['Fn::Join'];
    assert.deepEqual([separator, prefix], ['', { Ref: 'CodePrefix' }]);
    const files = unzipSync(new Uint8Array(readFileSync(join(folder, name))));
    const bundled = readdirSync(directory);
    assert.deepEqual(Object.keys(files), bundled.toSorted());
    for (const file of bundled)
      assert.ok(readFileSync(join(directory, file)).equals(files[file] ?? new Uint8Array()), file);
  }
});

test('other code has another name, so that CloudFormation sees it', async () => {
  const { zips } = await write(commandLine);
  for (const name of zips) assert.match(name, /^[a-z-]+-[0-9a-f]{16}\.zip$/);
});

test('the same settings are the same bytes, in another time zone and at another time', async () => {
  const zone = process.env['TZ'];
  const made: Written[] = [];
  try {
    for (const TZ of ['Pacific/Auckland', 'America/Los_Angeles']) {
      process.env['TZ'] = TZ;
      made.push(await write(commandLine));
    }
  } finally {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  }
  const [one, two] = made.map(({ folder }) =>
    readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );
  assert.deepEqual(one, two);
});

test('the instructions name files and parameters that there are, and the deployment’s own stack and Region', async () => {
  const { folder, template } = await write({ ...configurations['the environment prod'] });
  const text = readFileSync(join(folder, 'README.txt'), 'utf8');
  const commands = text.replaceAll('\\\n', '').split('\n');
  const deploy = commands.find((line) => line.includes('cloudformation deploy')) ?? assert.fail(text);
  assert.match(deploy, /--region eu-central-1 --stack-name connect-chat-bff-prod /);
  assert.match(deploy, /--capabilities CAPABILITY_IAM /);
  for (const [, file = ''] of text.matchAll(/(?:--template-file |source = ")([\w.]+)/g))
    assert.ok(existsSync(join(folder, file)), file);
  for (const [, name = ''] of text.matchAll(/\b(Code\w+) ?=/g)) assert.ok(name in template.Parameters, name);
  assert.match(text, /--enable-termination-protection/);
  const plain = readFileSync(join((await write(commandLine)).folder, 'README.txt'), 'utf8');
  assert.doesNotMatch(plain, /termination-protection/);
  assert.ok(
    !Object.values(template.Resources).some(
      ({ Type, Properties }) => Type === 'AWS::IAM::Role' && Properties['RoleName'],
    ),
    'or CAPABILITY_IAM would not do',
  );
});

test('the command says every problem with its settings, and leaves what it wrote before alone', async () => {
  const asked = ['-c', 'allowedOrigins=*', '-c', 'tracing=maybe', '-c', 'bootstrapQualifier=chat'];
  const folder = temporaryFolder('package');
  writeFileSync(join(folder, 'before'), '');
  const { code, stdout } = await runToEnd(process.execPath, ['bin/package.ts', ...asked]);
  assert.equal(code, 1);
  assert.match(stdout, /^Nothing is packaged\. Correct this first:\n/);
  for (const name of ['instanceArn', 'contactFlowId', 'allowedOrigins', 'tracing'])
    assert.match(stdout, new RegExp(`^- ${name} must be `, 'm'));
  for (const [argv, problem] of [
    [['-c', 'tracing'], /-c must be followed by name=value: tracing has no value/],
    [['--bucket', 'b'], /Unknown option '--bucket'/],
    [['dist'], /Unexpected argument 'dist'/],
    [
      Object.entries({ ...commandLine, bootstrapQualifier: 'chat' }).flatMap(([name, value]) => [
        '-c',
        `${name}=${value}`,
      ]),
      /- bootstrapQualifier must be left out/,
    ],
  ] as const) {
    let said = '';
    const print = (text: string): string => (said += text);
    assert.equal(await packageDeployment(argv, { environments, context: flags, into: folder, print }), 1);
    assert.match(said, problem);
  }
  assert.deepEqual(readdirSync(folder), ['before']);
});

const python = systemProgram('python3');

test(
  'another program opens the zips, and everybody may read what is in them',
  { skip: python.skip },
  async () => {
    const { folder, zips } = await write(commandLine);
    const program =
      'import sys, zipfile\nfor z in sys.argv[1:]:\n  f = zipfile.ZipFile(z)\n  print(f.testzip(), *{oct(i.external_attr >> 16) for i in f.infolist()})';
    const { status, stdout } = spawnSync(python.path(), ['-c', program, ...zips], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.equal(status, 0);
    assert.deepEqual(new Set(stdout.trim().split('\n')), new Set(['None 0o100644']));
  },
);

test(
  'cfn-lint finds nothing in the template, and CloudFormation takes its size from a bucket',
  { skip: withoutCfnLint },
  async () => {
    const { folder } = await write({ environment: 'every' });
    const file = join(folder, 'template.json');
    assert.ok(readFileSync(file).byteLength < 1_000_000);
    const found = linted('eu-central-1', [file]);
    assert.deepEqual(
      found.filter((one) => !isOfYoungAction(one)),
      [],
    );
  },
);

test('the judges of the stack refuse nothing of what is written for people without CDK', async () => {
  for (const context of [commandLine, { environment: 'every' }]) {
    const { template } = await write(context);
    const place = configOf(context);
    const filled = filledIn(withParameters(template), place);
    const { refusals } = judged({ written: { template: filled, place } })['written'] ?? {};
    assert.deepEqual(refusals, []);
  }
});

/** With a value in place of each parameter, as whoever deploys it gives one. */
function withParameters(template: Written['template']): Template {
  const text = Object.keys(template.Parameters).reduce(
    (json, name) => json.replaceAll(`{"Ref":"${name}"}`, '"code"'),
    JSON.stringify(template),
  );
  return JSON.parse(text) as Template;
}
