import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { synthesized } from '../../lib/synthesized.ts';
import { aboutStack, curl, elements, resourcesOfStack, type AwsAnswer } from './aws.ts';
import { call } from './call.ts';
import { skipped as withoutEmulator, startEmulator, type Emulator } from './emulator.ts';
import { isOmitted, isPreflight, leaveOut, omissions, preflightReason, type Resource } from './omissions.ts';

/** Each thing that test/deployment/emulator leaves out has to be left out, as the emulator says itself; nothing else is. */

/** Between them they have every type that any configuration has. */
const templates = ['the command line', 'every setting'].map((name) => synthesized(name).template);
const resources = templates.flatMap(({ Resources }) => Object.values(Resources));

function first(fits: (resource: Resource) => boolean): Resource {
  const found = resources.find(fits);
  assert.ok(found, 'no template has such a resource');
  return found;
}

describe(
  'what is left out for the emulator',
  { skip: withoutEmulator || curl.skip, timeout: 480_000 },
  () => {
    let emulator: Emulator;
    before(async () => {
      emulator = await startEmulator({});
    });
    after(() => emulator?.close());

    async function create(StackName: string, template: object): Promise<AwsAnswer> {
      return aboutStack(emulator, 'CreateStack', {
        StackName,
        TemplateBody: JSON.stringify(template),
        'Capabilities.member.1': 'CAPABILITY_IAM',
      });
    }

    test('are the types that it does not know, of all that there are', async () => {
      const types = [...new Set(resources.map(({ Type }) => Type))];
      const { body } = await create('types', {
        Resources: Object.fromEntries(types.map((Type, index) => [`R${index}`, { Type }])),
      });
      const [, unknown = ''] = /Unrecognized resource types: \[([^\]]*)\]/.exec(body) ?? [];
      assert.deepEqual(
        unknown.split(', ').toSorted(),
        omissions
          .filter(({ having }) => having === undefined)
          .map(({ type }) => type)
          .toSorted(),
        body,
      );
    });

    for (const { type, having } of omissions.filter(({ having }) => having !== undefined))
      test(`are those resources of ${type} whose ${having} it refuses`, async () => {
        const { Properties } = first((resource) => resource.Type === type && isOmitted(resource));
        // Without what refers to others, which are not there.
        const { AlarmActions: _, OKActions: __, ...alone } = Properties as Record<string, unknown>;
        await create('refused', { Resources: { It: { Type: type, Properties: alone } } });
        const reasons = await eventually(async () => {
          const { body } = await aboutStack(emulator, 'DescribeStackEvents', { StackName: 'refused' });
          return body.includes('ROLLBACK_COMPLETE') ? elements(body, 'ResourceStatusReason') : undefined;
        }, 'the stack to be rolled back');
        assert.ok(
          reasons.some(
            (reason) => reason.includes(`Properties.${having}`) && reason.includes('not supported'),
          ),
          reasons.join('\n'),
        );
      });

    test(`is a preflight’s template. ${preflightReason}`, async () => {
      const preflight = first(isPreflight);
      const RestApiId = { Ref: 'Api' };
      await create('preflight', {
        Resources: {
          Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: 'preflight' } },
          Preflight: {
            Type: preflight.Type,
            Properties: {
              ...preflight.Properties,
              RestApiId,
              ResourceId: { 'Fn::GetAtt': ['Api', 'RootResourceId'] },
            },
          },
          Deployment: {
            Type: 'AWS::ApiGateway::Deployment',
            Properties: { RestApiId },
            DependsOn: 'Preflight',
          },
          Stage: {
            Type: 'AWS::ApiGateway::Stage',
            Properties: { RestApiId, StageName: 'v1', DeploymentId: { Ref: 'Deployment' } },
          },
        },
      });
      const api = await eventually(async () => {
        const found = await resourcesOfStack(emulator, 'preflight');
        return found.some(({ logicalId, status }) => logicalId === 'Stage' && status === 'CREATE_COMPLETE')
          ? found.find(({ logicalId }) => logicalId === 'Api')?.physicalId
          : undefined;
      }, 'the stack to be created');
      const answer = await call(emulator, `${emulator.url}/_aws/execute-api/${api}/v1/`, {
        method: 'OPTIONS',
      });
      assert.equal(answer.status, 204);
      assert.deepEqual(answer.header('access-control-allow-origin'), []);
    });
  },
);

test('all else is deployed as it is', () => {
  for (const template of templates) {
    const left = leaveOut(template);
    assert.deepEqual(
      Object.keys(left.Resources).toSorted(),
      Object.entries(template.Resources)
        .filter(([, resource]) => !isOmitted(resource))
        .map(([id]) => id)
        .toSorted(),
    );
    for (const [id, resource] of Object.entries(left.Resources)) {
      if (isPreflight(resource) || JSON.stringify(resource) === JSON.stringify(template.Resources[id]))
        continue;
      assert.ok(['AWS::CloudWatch::Dashboard', 'AWS::Lambda::Alias'].includes(resource.Type), id);
    }
  }
});
