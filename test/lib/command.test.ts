import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../lib/functions/bundle.ts';
import type { HandlerName } from '../../lib/functions/prebuilt.ts';
import { cdk, type CdkRun } from '../support/cdk.ts';
import { startCloudFormation, type CloudFormation } from '../support/cloudformation.ts';
import { commandLine } from './configurations.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

/** The command itself, as a person types it: with and without settings, an account, a terminal. */

const root = fileURLToPath(new URL('../..', import.meta.url));

function settings(context: Readonly<Record<string, string>>): string[] {
  return Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

async function aws(t: TestContext): Promise<CloudFormation> {
  const cloudFormation = await startCloudFormation();
  t.after(() => cloudFormation.close());
  return cloudFormation;
}

function words({ stdout, stderr }: CdkRun): string {
  return stdout + stderr;
}

function hashes(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory)
      .toSorted()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex'),
      ]),
  );
}

test('the command synthesizes without an account, and ships the bundle that the local server runs', async () => {
  const run = await cdk(['synth', '--quiet', ...settings(commandLine)], { validates: true });
  assert.equal(run.status, 0, words(run));
  assert.doesNotMatch(words(run), /feature flags are not configured/);
  const code = await bundle(temporaryFolder('bundle'));
  const template = JSON.parse(readFileSync(join(run.output, 'connect-chat-bff.template.json'), 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: { Code: { S3Key: string }; Handler: string } }>;
  };
  const resources = Object.values(template.Resources);
  assert.ok(!resources.some(({ Type }) => Type === 'AWS::CDK::Metadata'), 'nothing is reported');
  const functions = resources.filter(({ Type }) => Type === 'AWS::Lambda::Function');
  assert.deepEqual(
    functions.map(({ Properties }) => Properties.Handler).toSorted(),
    Object.keys(code)
      .map((name) => `${name}.handler`)
      .toSorted(),
  );
  for (const { Properties } of functions) {
    const asset = Properties.Code.S3Key.replace('.zip', '');
    const shipped = hashes(join(run.output, `asset.${asset}`));
    const name = Properties.Handler.replace('.handler', '') as HandlerName;
    assert.ok(Object.hasOwn(shipped, `${name}.mjs`));
    assert.deepEqual(shipped, hashes(code[name].directory));
  }
  assert.ok(!existsSync(join(root, 'cdk.context.json')), 'nothing was looked up in an account');
});

for (const command of [
  ['synth', '--quiet'],
  ['destroy', '--force'],
])
  test(`wrong input ends cdk ${command[0]} in one clear message and no stack`, async (t) => {
    const cloudFormation = await aws(t);
    const wrong = { ...commandLine, allowedOrigins: '*', tracing: 'maybe', 'web-acl': 'off' };
    const run = await cdk([...command, ...settings(wrong)], { aws: cloudFormation });
    assert.notEqual(run.status, 0);
    assert.match(words(run), /the settings are wrong/);
    assert.match(words(run), /- allowedOrigins must be the origins of your pages, exactly/);
    assert.match(words(run), /- tracing must be true or false/);
    assert.match(words(run), /- web-acl is not a setting: did you mean webAcl\?/);
    assert.doesNotMatch(words(run), /\n\s+at /, 'no stack trace');
    assert.deepEqual(cloudFormation.changes, []);
    assert.ok(!readdirSync(run.output).some((name) => name.endsWith('.template.json')));
  });

for (const command of [
  ['deploy', '--require-approval', 'never'],
  ['deploy', '--exclusively', '--ignore-errors', '--force'],
  ['diff'],
])
  test(`without settings, cdk ${command.join(' ')} names each that is needed, and asks AWS for nothing`, async (t) => {
    const cloudFormation = await aws(t);
    cloudFormation.stacks.set('eu-central-1/connect-chat-bff', {
      status: 'CREATE_COMPLETE',
      protected: false,
    });
    const run = await cdk(command, { aws: cloudFormation });
    assert.notEqual(run.status, 0);
    for (const name of ['instanceArn', 'contactFlowId', 'allowedOrigins'])
      assert.match(words(run), new RegExp(`^- ${name} must be `, 'm'));
    assert.deepEqual(cloudFormation.changes, []);
  });

test('an account is bootstrapped without settings', async (t) => {
  const cloudFormation = await aws(t);
  const run = await cdk(['bootstrap', 'aws://123456789012/eu-west-2'], { aws: cloudFormation });
  assert.equal(run.status, 0, words(run));
  assert.deepEqual(cloudFormation.changes, [
    'eu-west-2 CreateChangeSet CDKToolkit',
    'eu-west-2 ExecuteChangeSet CDKToolkit',
  ]);
  assert.deepEqual(cloudFormation.unknown, []);
});

test('without settings, the stack is listed by its name', async () => {
  const run = await cdk(['list']);
  assert.equal(run.status, 0, words(run));
  assert.equal(run.stdout, 'connect-chat-bff\n');
  assert.match(run.stderr, /instanceArn, contactFlowId, allowedOrigins: not given/);
  const prod = await cdk(['list', '-c', 'environment=prod']);
  assert.equal(prod.stdout, 'connect-chat-bff-prod\n');
});

test('without settings, only the stack of that name in the credentials’ account and Region is destroyed', async (t) => {
  const cloudFormation = await aws(t);
  for (const place of ['eu-central-1', 'us-east-1'])
    for (const name of ['connect-chat-bff', 'connect-chat-bff-prod', 'CDKToolkit'])
      cloudFormation.stacks.set(`${place}/${name}`, { status: 'CREATE_COMPLETE', protected: false });
  const run = await cdk(['destroy', '--force'], { aws: cloudFormation });
  assert.equal(run.status, 0, words(run));
  assert.match(
    run.stderr,
    /connect-chat-bff, in eu-central-1 of account 123456789012, those of your credentials/,
  );
  assert.deepEqual(cloudFormation.changes, ['eu-central-1 DeleteStack connect-chat-bff']);
  assert.deepEqual(cloudFormation.unknown, []);
});

test('the environment and the instance say which stack is destroyed, and where', async (t) => {
  const cloudFormation = await aws(t);
  const name = 'us-east-1/connect-chat-bff-prod';
  cloudFormation.stacks.set(name, { status: 'CREATE_COMPLETE', protected: true });
  const instanceArn = commandLine.instanceArn.replace('eu-central-1', 'us-east-1');
  const args = ['destroy', '--force', ...settings({ environment: 'prod', instanceArn })];
  const refused = await cdk(args, { aws: cloudFormation });
  assert.notEqual(refused.status, 0);
  assert.match(words(refused), /cannot be deleted while TerminationProtection is enabled/);
  cloudFormation.stacks.set(name, { status: 'CREATE_COMPLETE', protected: false });
  const run = await cdk(args, { aws: cloudFormation });
  assert.equal(run.status, 0, words(run));
  assert.equal(cloudFormation.changes.at(-1), 'us-east-1 DeleteStack connect-chat-bff-prod');
});

test('a stack that is known by name alone is not deployed, not even from its assembly', async (t) => {
  const cloudFormation = await aws(t);
  cloudFormation.stacks.set('eu-central-1/connect-chat-bff', { status: 'CREATE_COMPLETE', protected: false });
  const { output } = await cdk(['list'], { aws: cloudFormation });
  const run = await cdk(['deploy', '--app', output, '--require-approval', 'never', '--force'], {
    aws: cloudFormation,
  });
  assert.notEqual(run.status, 0);
  assert.match(words(run), /instanceArn must be your Amazon Connect instance's ARN/);
  assert.deepEqual(cloudFormation.changes, []);
});

test('without a terminal, a deployment says that it wants approval, or needs none by --require-approval never', async (t) => {
  const cloudFormation = await aws(t);
  const { output } = await cdk(['synth', '--quiet', ...settings(commandLine)]);
  const asked = await cdk(['deploy', '--app', output], { aws: cloudFormation });
  assert.notEqual(asked.status, 0);
  assert.match(words(asked), /terminal \(TTY\) is not attached/);
  assert.ok(!cloudFormation.changes.some((change) => change.includes('ExecuteChangeSet')));
  const run = await cdk(['deploy', '--app', output, '--require-approval', 'never'], { aws: cloudFormation });
  assert.equal(run.status, 0, words(run));
  assert.equal(cloudFormation.stacks.get('eu-central-1/connect-chat-bff')?.status, 'CREATE_COMPLETE');
  assert.deepEqual(cloudFormation.unknown, []);
});

test('a qualifier is that of the bucket and of every role that the command deploys with', async () => {
  const run = await cdk(['synth', '--quiet', ...settings({ ...commandLine, bootstrapQualifier: 'chat2' })]);
  assert.equal(run.status, 0, words(run));
  const written = ['manifest.json', 'connect-chat-bff.assets.json', 'connect-chat-bff.template.json']
    .map((file) => readFileSync(join(run.output, file), 'utf8'))
    .join('\n');
  for (const name of ['deploy-role', 'cfn-exec-role', 'file-publishing-role', 'lookup-role', 'assets'])
    assert.match(written, new RegExp(`cdk-chat2-${name}-123456789012-eu-central-1`), name);
  assert.match(written, /\/cdk-bootstrap\/chat2\/version/);
  assert.doesNotMatch(written, /hnb659fds/);
});
