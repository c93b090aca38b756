import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseConfig } from '../../../lib/config/config.ts';
import { parseOptions } from '../../../lib/doctor/options.ts';
import { parseOptions as parseEraserOptions } from '../../../lib/eraser/options.ts';
import type { Settings } from '../../../lib/config/setting-types.ts';
import { settings } from '../../../lib/config/settings.ts';
import { cdk } from '../../support/cdk.ts';
import { startCloudFormation, type Stack } from '../../support/cloudformation.ts';
import { pythonWith } from '../../support/optional-program.ts';
import { commandLine } from '../../lib/configurations.ts';
import { checkoutWith } from './checkout.ts';
import { inlineCommands, shellBlocks, typeScriptBlocks } from './documents.ts';
import { paste } from './paste.ts';
import { bash } from './shells.ts';

/** Every command of the documents, by the real tool: CDK's CLI, botocore for the AWS CLI, npm's scripts, the doctor. */

const root = fileURLToPath(new URL('../../..', import.meta.url));

const commands = new Map<string, readonly string[]>();
for (const { code } of shellBlocks)
  for (const command of (await paste(bash, code)).commands) commands.set(command.join(' '), command);

const given = Object.entries(commandLine)
  .map(([name, value]) => `-c ${name}=${value}`)
  .join(' ');
const prod = '-c environment=prod';
const prodStack = 'eu-central-1/connect-chat-bff-prod';
const certificate = 'arn:aws:acm:eu-central-1:123456789012:certificate/77777777-7777-4777-8777-777777777777';

function made(stack: string, protect: boolean): string[] {
  return [
    `eu-central-1 CreateChangeSet ${stack}`,
    ...(protect ? [`eu-central-1 UpdateTerminationProtection ${stack}`] : []),
    `eu-central-1 ExecuteChangeSet ${stack}`,
  ];
}

const compared = ['CreateChangeSet', 'DeleteChangeSet', 'DeleteStack'].map(
  (action) => `eu-central-1 ${action} connect-chat-bff-prod`,
);
const there: Stack = { status: 'CREATE_COMPLETE', protected: false };

/** Each line of the CDK CLI: the stack that is there before, what it changes, and what a person answers to it. */
const cdkLines: Readonly<
  Record<
    string,
    {
      readonly before?: readonly [string, Stack];
      readonly changes: readonly string[];
      readonly answer?: readonly string[];
    }
  >
> = {
  'bootstrap aws://123456789012/eu-central-1': { changes: made('CDKToolkit', false) },
  [`deploy ${given}`]: {
    changes: made('connect-chat-bff', false),
    answer: ['--require-approval', 'never'],
  },
  [`deploy ${prod}`]: {
    changes: made('connect-chat-bff-prod', true),
    answer: ['--require-approval', 'never'],
  },
  [`deploy ${prod} --require-approval never`]: { changes: made('connect-chat-bff-prod', true) },
  [`deploy ${prod} -c emergency=true`]: {
    changes: made('connect-chat-bff-prod', true),
    answer: ['--require-approval', 'never'],
  },
  [`deploy ${prod} -c production=false`]: {
    before: [prodStack, { status: 'CREATE_COMPLETE', protected: true }],
    changes: ['eu-central-1 DeleteChangeSet connect-chat-bff-prod', ...made('connect-chat-bff-prod', true)],
    answer: ['--require-approval', 'never'],
  },
  [`deploy ${prod} -c domainName=chat-api.example.com -c certificateArn=${certificate}`]: {
    changes: made('connect-chat-bff-prod', true),
    answer: ['--require-approval', 'never'],
  },
  [`diff ${prod}`]: { changes: compared },
  [`rollback ${prod}`]: {
    before: [prodStack, { status: 'UPDATE_ROLLBACK_FAILED', protected: true }],
    changes: ['eu-central-1 ContinueUpdateRollback connect-chat-bff-prod'],
  },
  destroy: {
    before: ['eu-central-1/connect-chat-bff', there],
    changes: ['eu-central-1 DeleteStack connect-chat-bff'],
    answer: ['--force'],
  },
  [`destroy ${prod}`]: {
    before: [prodStack, there],
    changes: ['eu-central-1 DeleteStack connect-chat-bff-prod'],
    answer: ['--force'],
  },
};

/** What each line of the AWS CLI asks for. */
const awsLines: Readonly<Record<string, string>> = {
  'cloudformation update-termination-protection':
    'eu-central-1 UpdateTerminationProtection connect-chat-bff-prod',
  'dynamodb list-tables': 'eu-central-1 ListTables',
  'dynamodb update-table': 'eu-central-1 UpdateTable',
  'dynamodb delete-table': 'eu-central-1 DeleteTable',
  'dynamodb list-backups': 'eu-central-1 ListBackups',
  'dynamodb restore-table-from-backup': 'eu-central-1 RestoreTableFromBackup',
  'dynamodb restore-table-to-point-in-time': 'eu-central-1 RestoreTableToPointInTime',
  'dynamodb update-time-to-live': 'eu-central-1 UpdateTimeToLive',
  'dynamodb update-continuous-backups': 'eu-central-1 UpdateContinuousBackups',
};

/** What is run elsewhere: by test/house/docs/going-back.test.ts, end-a-chat.test.ts, several-instances.test.ts. */
const elsewhere =
  /^(?:git (?:pull|checkout ORIG_HEAD)|curl .*\/participant\/disconnect|npx dynalite --port)/s;

const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Problems that the tool itself would have with a command; undefined if nobody here knows it. */
function problemsOf(line: string, [program, ...words]: readonly string[]): readonly string[] | undefined {
  if (elsewhere.test(line)) return [];
  const [verb = '', name = '', , ...rest] = words;
  if (program === 'npm' && ['ci', 'test', 'start'].includes(verb)) return [];
  if (program === 'npm' && verb === 'run' && name === 'doctor') return doctorProblems(rest);
  if (program === 'npm' && verb === 'run' && name === 'erase') return eraserProblems(rest);
  if (program === 'npm' && verb === 'run') return Object.hasOwn(scripts, name) ? [] : undefined;
  if (program === 'npx' && verb === 'cdk')
    return Object.hasOwn(cdkLines, words.slice(1).join(' ')) ? [] : undefined;
  if (program === 'npx' && verb === 'node')
    return words.filter((word) => word.endsWith('.ts') && !existsSync(join(root, word)));
  if (program === 'aws') return Object.hasOwn(awsLines, `${verb} ${name}`) ? [] : undefined;
  return undefined;
}

function doctorProblems(words: readonly string[]): readonly string[] {
  const options = parseOptions(words);
  if ('problems' in options) return options.problems;
  const parsed = parseConfig(options.context, {});
  return 'problems' in parsed ? parsed.problems : [];
}

function eraserProblems(words: readonly string[]): readonly string[] {
  const options = parseEraserOptions(words, Date.now());
  if ('problems' in options) return options.problems;
  const parsed = parseConfig('help' in options ? {} : options.context, {});
  return 'problems' in parsed ? parsed.problems : [];
}

test('every command is run by a test: one that is new is given its place here', () => {
  for (const [line, command] of commands) assert.deepEqual(problemsOf(line, command), [], line);
});

const environments = typeScriptBlocks.find(({ code }) => code.startsWith('prod: {'))?.code ?? '';

for (const [line, { before, changes, answer = [] }] of Object.entries(cdkLines))
  test(`npx cdk ${line}`, async (t) => {
    assert.ok(commands.has(`npx cdk ${line}`), 'no document has it any more');
    const aws = await startCloudFormation();
    t.after(() => aws.close());
    if (before) aws.stacks.set(before[0], { ...before[1] });
    const run = await cdk([...line.split(' '), ...answer], { aws, folder: checkoutWith(environments) });
    assert.equal(run.status, 0, run.stderr);
    assert.deepEqual(aws.changes, changes);
    assert.deepEqual(aws.unknown, []);
  });

const python = pythonWith('botocore');

async function runAws(words: readonly string[], url: string): Promise<{ code: number; said: string }> {
  const child = spawn(python.path(), [fileURLToPath(new URL('aws.py', import.meta.url)), ...words], {
    env: {
      PATH: process.env['PATH'],
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  await once(child, 'close');
  return { code: child.exitCode ?? 1, said };
}

for (const [line, [program, ...words]] of commands)
  if (program === 'aws')
    test(line, { skip: python.skip }, async (t) => {
      const aws = await startCloudFormation();
      t.after(() => aws.close());
      aws.stacks.set(prodStack, { status: 'ROLLBACK_COMPLETE', protected: true });
      const { code, said } = await runAws(words, aws.url);
      assert.equal(code, 0, said);
      assert.deepEqual(aws.changes, [awsLines[`${words[0]} ${words[1]}`]]);
    });

test('a mistake in a line of the AWS CLI is noticed', { skip: python.skip }, async (t) => {
  const aws = await startCloudFormation();
  t.after(() => aws.close());
  for (const line of [
    'cloudformation update-termination-protections --stack-name a --region eu-central-1',
    'cloudformation update-termination-protection --no-termination-protection --stack-name a --region eu-central-1',
    'cloudformation update-termination-protection --stack-name a --region eu-central-1',
    'dynamodb delete-table --region eu-central-1 --table-name a/b:c?d --name a',
    'dynamodb list-backups --region eu-central-1 --backup-type LAST',
    'dynamodb update-time-to-live --region eu-central-1 --table-name abc --time-to-live-specification Enabled=true',
  ])
    assert.equal((await runAws(line.split(' '), aws.url)).code, 1, line);
  assert.deepEqual(aws.changes, []);
});

test(
  'a production whose first deployment failed is stuck, until the documented command frees it',
  { skip: python.skip },
  async (t) => {
    const aws = await startCloudFormation();
    t.after(() => aws.close());
    aws.stacks.set(prodStack, { status: 'ROLLBACK_COMPLETE', protected: true });
    const folder = checkoutWith(environments);
    const deploy = ['deploy', '-c', 'environment=prod', '--require-approval', 'never'];
    const stuck = await cdk(deploy, { aws, folder });
    assert.notEqual(stuck.status, 0);
    assert.match(stuck.stderr, /cannot be deleted while TerminationProtection is enabled/);
    const [, free] =
      [...commands].find(([line]) => line.includes('--no-enable-termination-protection')) ?? [];
    assert.equal((await runAws(free?.slice(1) ?? [], aws.url)).code, 0);
    const again = await cdk(['deploy', '--app', stuck.output, '--require-approval', 'never'], { aws });
    assert.equal(again.status, 0, again.stderr);
    assert.deepEqual(aws.stacks.get(prodStack), { status: 'CREATE_COMPLETE', protected: true });
  },
);

interface Registry {
  readonly globalOptions: Readonly<Record<string, { readonly alias?: string }>>;
  readonly commands: Readonly<Record<string, { readonly options?: Registry['globalOptions'] }>>;
}

test('every command and every setting that is named in the text is one that there is', () => {
  const registry = JSON.parse(
    readFileSync(
      new URL('../../../node_modules/aws-cdk/lib/cli/cli-type-registry.json', import.meta.url),
      'utf8',
    ),
  ) as Registry;
  let seen = 0;
  for (const { place, code } of inlineCommands) {
    const [program = '', verb = '', ...words] = code.replace(/^npx /, '').split(' ');
    if (program === 'cdk') {
      const known = registry.commands[verb];
      assert.ok(known, `${place}: cdk has no ${verb}`);
      const options = { ...registry.globalOptions, ...known.options };
      const names = new Set(
        Object.entries(options).flatMap(([name, { alias }]) => [`--${name}`, `-${alias}`]),
      );
      for (const word of words.filter((each) => each.startsWith('-')))
        assert.ok(names.has(word.replace(/^--no-/, '--').replace(/=.*/, '')), `${place}: ${word}`);
    }
    const files =
      program === 'node' && verb === '--test' ? words.filter((word) => !word.startsWith('-')) : [];
    for (const pattern of files)
      assert.ok(globSync(pattern, { cwd: root }).length > 0, `${place}: ${pattern} is no file`);
    for (const [, name = ''] of code.matchAll(/-c (\w+)=/g))
      assert.ok(name === 'environment' || Object.hasOwn(settings, name), `${place}: ${name}`);
    seen++;
  }
  assert.ok(seen > 10);
});

test('every command of the AWS CLI in the text is one that there is', { skip: python.skip }, async (t) => {
  const aws = await startCloudFormation();
  t.after(() => aws.close());
  const lines = inlineCommands.filter(({ code }) => code.startsWith('aws '));
  assert.ok(lines.length > 1);
  for (const { place, code } of lines) {
    // An ellipsis is what the reader puts in.
    const words = code.replaceAll('…', 'x').split(' ').slice(1);
    const { code: ended, said } = await runAws([...words, '--region', 'eu-central-1'], aws.url);
    assert.notEqual(ended, 1, `${place}: ${said}`);
  }
});

test('what is to be put into bin/environments.ts is a deployment', async () => {
  const members = typeScriptBlocks.filter(({ code }) => /^\w+: \{/.test(code));
  assert.ok(members.length > 1);
  for (const { place, code } of members) {
    const whole = code.startsWith('prod: {');
    const folder = checkoutWith(whole ? code : `prod: {\n${code}},\n`);
    const shown = (await import(join(folder, 'bin/environments.ts'))) as {
      readonly environments: Readonly<Record<string, Settings>>;
    };
    const parsed = parseConfig({ environment: 'prod', ...(whole ? {} : commandLine) }, shown.environments);
    assert.deepEqual('problems' in parsed ? parsed.problems : [], [], place);
  }
});
