import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { explainFailure, openAccount, type Account } from './account.ts';
import { changed } from './assembly.ts';
import { aboutStack, awsSucceeds, curl, elements, logLines, resourcesOfStack } from './aws.ts';
import { callJson } from './call.ts';
import { cdk } from './cdk.ts';
import { skipped as withoutEmulator, type Emulator } from './emulator.ts';
import { contactFlowId, instanceArn, pageOrigin, readmeSettings } from './readme-settings.ts';

/** The environments of bin/environments.ts, beside one another in one account. In this order. */

const dev = 'connect-chat-bff-dev';
const prod = 'connect-chat-bff-prod';
const start = { ParticipantDetails: { DisplayName: 'Ada' } };

describe('dev and prod', { skip: withoutEmulator || curl.skip, timeout: 480_000 }, () => {
  let world: Account;
  let production = '';
  let unprotected = '';
  const apis: Record<string, string> = {};

  before(async () => {
    world = await openAccount();
    const inProduction = ['environment=prod', ...readmeSettings];
    const [development, ...other] = await Promise.all([
      world.synthesize(['environment=dev', `instanceArn=${instanceArn}`, `contactFlowId=${contactFlowId}`]),
      world.synthesize(inProduction),
      world.synthesize([...inProduction, 'production=false']),
    ]);
    [production, unprotected] = other;
    apis[dev] = (await world.deploy(development, dev))['ApiUrl'] ?? '';
  });
  afterEach(async (t) => explainFailure(t, world));
  after(() => world?.close());

  async function startAt(stackName: string, origin: string): ReturnType<typeof callJson> {
    return callJson(world.emulator, `${apis[stackName]}/chats`, start, { origin });
  }

  test('prod is deployed again after a first deployment that failed, and one command', async () => {
    const { emulator, deployer } = world;
    const failing = changed(production, `${production}-failing`, (template) => ({
      ...template,
      Resources: {
        ...template.Resources,
        // Made last, and refused: an alarm without a metric.
        Refused: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {},
          DependsOn: Object.keys(template.Resources),
        },
      },
    }));
    const deploy = async (assembly: string): ReturnType<typeof cdk> =>
      cdk(emulator, ['deploy', '--app', assembly, '--require-approval', 'never'], { as: deployer });
    const failed = await deploy(failing);
    assert.notEqual(failed.code, 0);
    assert.match(failed.text, /Refused/);
    const refused = await deploy(production);
    assert.notEqual(refused.code, 0);
    assert.match(refused.text, /cannot be deleted while TerminationProtection is enabled/);

    const { status } = await aboutStack(emulator, 'UpdateTerminationProtection', {
      StackName: prod,
      EnableTerminationProtection: 'false',
    });
    assert.equal(status, 200);
    apis[prod] = (await world.deploy(production, prod))['ApiUrl'] ?? '';
    const { body } = await aboutStack(emulator, 'DescribeStacks', { StackName: prod });
    assert.deepEqual(elements(body, 'EnableTerminationProtection'), ['true'], 'protected once more');
  });

  test('admit their own pages: those of this machine only in dev', async () => {
    const local = 'http://localhost:5173';
    const atHome = await startAt(dev, local);
    assert.deepEqual([atHome.status, atHome.header('access-control-allow-origin')], [200, [local]]);
    const abroad = await startAt(prod, pageOrigin);
    assert.deepEqual([abroad.status, abroad.header('access-control-allow-origin')], [200, [pageOrigin]]);
    assert.equal((await startAt(prod, local)).status, 403);
  });

  test('share no resource', async () => {
    const [ours, theirs] = [await idsOf(world.emulator, dev), await idsOf(world.emulator, prod)];
    assert.ok(ours.size > 30);
    assert.deepEqual(both(ours, theirs), []);
  });

  test('leave the account as it is: API Gateway logs with the role that was there first', async () => {
    const { cloudwatchRoleArn } = JSON.parse(
      await awsSucceeds(world.emulator, { service: 'apigateway', path: '/account' }),
    ) as { cloudwatchRoleArn?: string };
    assert.match(cloudwatchRoleArn ?? '', new RegExp(`:role/${dev}-`));
  });

  test('write metrics that are not each other’s', async () => {
    const [ours, theirs] = [await metricsOf(world.emulator, dev), await metricsOf(world.emulator, prod)];
    assert.ok(ours.size > 3 && theirs.size > 3, 'both have served a request');
    assert.deepEqual(both(ours, theirs), []);
  });

  test('are removed as the documentation says: prod in two steps, and dev goes on', async () => {
    const { emulator, deployer } = world;
    const refused = await cdk(emulator, ['destroy', '--app', production, prod, '--force'], { as: deployer });
    assert.notEqual(refused.code, 0);
    assert.match(refused.text, /TerminationProtection is enabled/);
    assert.equal((await startAt(prod, pageOrigin)).status, 200);

    await world.deploy(unprotected, prod);
    await world.cdk('destroy', unprotected, prod, '--force');
    assert.equal((await startAt(dev, 'http://localhost:5173')).status, 200);
  });
});

function both(some: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...some].filter((one) => others.has(one));
}

/** What a stack's resources are called, of those that could be another stack's too. */
async function idsOf(emulator: Emulator, stackName: string): Promise<Set<string>> {
  // Paths, methods and custom resources have ids of their API's or function's own; the account's settings are one.
  const shared = /^AWS::(?:ApiGateway::(?:Account|Stage|GatewayResponse|Method)|CDK::Metadata)$|^Custom::/;
  const resources = await resourcesOfStack(emulator, stackName);
  return new Set(
    resources.filter(({ type }) => !shared.test(type)).map(({ type, physicalId }) => `${type} ${physicalId}`),
  );
}

/** The metrics in the lines that a stack's functions have logged: namespace, name, and the values of dimensions. */
async function metricsOf(emulator: Emulator, stackName: string): Promise<Set<string>> {
  const groups = (await resourcesOfStack(emulator, stackName)).filter(
    ({ type, logicalId }) => type === 'AWS::Logs::LogGroup' && logicalId.startsWith('Functions'),
  );
  const metrics = new Set<string>();
  for (const { physicalId: logGroupName } of groups) {
    const lines = await logLines(emulator, logGroupName);
    for (const text of lines.filter((line) => line.includes('"CloudWatchMetrics"'))) {
      const line = JSON.parse(text) as EmbeddedMetrics & Readonly<Record<string, unknown>>;
      for (const { Namespace, Dimensions, Metrics } of line._aws.CloudWatchMetrics)
        for (const names of Dimensions)
          for (const { Name } of Metrics)
            metrics.add([Namespace, Name, ...names.map((name) => `${name}=${String(line[name])}`)].join(' '));
    }
  }
  return metrics;
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface EmbeddedMetrics {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
}
