import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deployerPolicy } from '../../../lib/deployer/command.ts';
import { cdk } from '../../support/cdk.ts';
import { startCloudFormation } from '../../support/cloudformation.ts';
import { commandLine } from '../configurations.ts';
import { readPolicy } from './deployment.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const settings = Object.entries(commandLine).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

function run(argv: readonly string[]): { code: number; printed: string; files: Record<string, string> } {
  let printed = '';
  let files: Record<string, string> = {};
  const code = deployerPolicy(argv, {
    environments: {},
    context: {},
    write: (written) => {
      files = written;
      return 'policies';
    },
    print: (text) => (printed += text),
  });
  return { code, printed, files };
}

test('the command writes the policies of docs/policies, and says how to put them to use', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/deployer-policy.ts', ...settings], {
    cwd: root,
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const [, folder = ''] = /^ {2}(\S+)\/pipeline\.json$/m.exec(stdout) ?? [];
  const files = readdirSync(join(root, folder)).toSorted();
  assert.deepEqual(files, ['deployer-1.json', 'deployer-2.json', 'pipeline.json']);
  for (const file of files)
    assert.deepEqual(
      JSON.parse(readFileSync(join(root, folder, file), 'utf8')),
      readPolicy(file.replace('.json', '')),
    );
  for (const name of ['deployer-1', 'deployer-2']) {
    assert.ok(
      stdout.includes(
        `aws iam create-policy --policy-name connect-chat-bff-${name} --policy-document file://${folder}/${name}.json`,
      ),
    );
    assert.match(stdout, new RegExp(`:policy/connect-chat-bff-${name}\\b`));
  }
});

test('with a qualifier and a boundary, the bootstrap is one of the deployment’s own, by CDK’s own command', async (t) => {
  const { code, printed } = run([
    ...settings,
    '--context=bootstrapQualifier=chat',
    '-c',
    'permissionsBoundaryArn=arn:aws:iam::123456789012:policy/team/boundary',
  ]);
  assert.equal(code, 0);
  assert.match(
    printed,
    /npx cdk bootstrap aws:\/\/123456789012\/eu-central-1 \\\n {4}--qualifier chat \\\n {4}--toolkit-stack-name CDKToolkit-chat \\\n {4}--custom-permissions-boundary team\/boundary \\\n/,
  );
  // By the real command, up to what it tells CloudFormation.
  const bootstrap = printed.slice(printed.indexOf('npx cdk bootstrap'));
  const words = bootstrap
    .trim()
    .split(/\s+(?:\\\s+)?/)
    .slice(2);
  const aws = await startCloudFormation();
  t.after(() => aws.close());
  const bootstrapped = await cdk(words, { aws });
  assert.equal(bootstrapped.status, 0, bootstrapped.stderr);
  assert.deepEqual(aws.changes, [
    'eu-central-1 CreateChangeSet CDKToolkit-chat',
    'eu-central-1 ExecuteChangeSet CDKToolkit-chat',
  ]);
});

test('what is wrong is named with its mend, and nothing is written', () => {
  for (const [argv, expected] of [
    [['-c', 'instanceArn=x'], /- instanceArn must be/],
    [['-c', 'allowedOrigins'], /-c must be followed by name=value/],
    [['--profile', 'prod'], /Unknown option '--profile'/],
    [['prod'], /prod/],
  ] as const) {
    const { code, printed, files } = run(argv);
    assert.equal(code, 1);
    assert.match(printed, /^Nothing is written: the settings are wrong\.\n- /);
    assert.match(printed, expected);
    assert.deepEqual(files, {});
  }
  const { code, printed } = run(['--help']);
  assert.equal(code, 0);
  assert.match(printed, /npm run deployer-policy/);
});
