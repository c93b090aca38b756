import assert from 'node:assert/strict';
import { test } from 'node:test';
import { App } from 'aws-cdk-lib';
import { SynthesisMessageLevel } from 'aws-cdk-lib/cx-api';
import type { NamedDeployment } from '../../lib/config/config.ts';
import { createNamedStack, describeNamedStack, needsTemplates } from '../../lib/config/named-stack.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const named: NamedDeployment = {
  stackName: 'connect-chat-bff-prod',
  place: { account: '123456789012', region: 'eu-west-2' },
  absent: ['contactFlowId'],
};

function appWith(context: Readonly<Record<string, unknown>> = {}): App {
  return new App({
    context,
    outdir: temporaryFolder('cdk'),
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
}

test('templates are needed unless the CLI says that it uses no stack’s assets', () => {
  const app = (stacks: unknown): App => appWith({ 'aws:cdk:bundling-stacks': stacks });
  assert.equal(needsTemplates(appWith()), true);
  assert.equal(needsTemplates(app(['**'])), true);
  assert.equal(needsTemplates(app(['connect-chat-bff'])), true);
  assert.equal(needsTemplates(app('')), true);
  assert.equal(needsTemplates(app([])), false);
});

test('a stack that is known by name is in its place, and none that could be deployed', () => {
  const app = appWith();
  createNamedStack(app, { ...named, bootstrapQualifier: 'chat' }, ['- contactFlowId must be …']);
  const artifact = app.synth().getStackByName('connect-chat-bff-prod');
  assert.equal(artifact.environment.name, 'aws://123456789012/eu-west-2');
  assert.match(artifact.assumeRoleArn ?? '', /cdk-chat-deploy-role-123456789012-eu-west-2$/);
  assert.deepEqual(
    artifact.messages.map(({ level, entry }) => [level, entry.data]),
    [[SynthesisMessageLevel.ERROR, '- contactFlowId must be …']],
  );
  const { Resources, Rules } = artifact.template as {
    readonly Resources: object;
    readonly Rules: Readonly<
      Record<
        string,
        { readonly Assertions: readonly { readonly Assert: { readonly 'Fn::Equals': readonly string[] } }[] }
      >
    >;
  };
  assert.equal(
    Object.keys(Resources).length,
    1,
    'to deploy an empty stack is to delete the one that is there',
  );
  const [assertion] = Rules['Settings']?.Assertions ?? [];
  const compared = assertion?.Assert['Fn::Equals'];
  assert.equal(new Set(compared).size, 2, 'CloudFormation refuses a rule that compares two different texts');
});

test('it is said which settings are absent, and where the stack is looked for', () => {
  const nowhere = { account: undefined, region: 'us-east-1' };
  const credentials = { account: '210987654321', region: 'us-east-1' };
  assert.match(
    describeNamedStack(named, credentials),
    /^contactFlowId: not given.*: connect-chat-bff-prod, in eu-west-2 of account 123456789012\.\n/,
  );
  const { stackName, absent } = named;
  assert.match(
    describeNamedStack({ stackName, absent }, credentials),
    /in us-east-1 of account 210987654321, those of your credentials\./,
  );
  assert.match(
    describeNamedStack({ stackName, absent }, nowhere),
    /prod, in the account and Region of your credentials\./,
  );
});
