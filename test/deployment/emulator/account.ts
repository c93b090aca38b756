import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
  startSimulatedConnect,
  type SimulatedConnect,
} from '../../../local/simulated-connect/simulated-connect.ts';
import { fitted } from './assembly.ts';
import { aws, createUser, logLines, resourcesOfStack } from './aws.ts';
import { cdkSucceeds, outputsOf, type CdkOptions } from './cdk.ts';
import { account, region, startEmulator, type Credentials, type Emulator } from './emulator.ts';
import { contentsOf } from './leftovers.ts';

/** An AWS account without Amazon Connect, which is the simulated one, bootstrapped for CDK. */
export interface Account {
  readonly emulator: Emulator;
  readonly simulator: SimulatedConnect;
  /** Who deploys: may assume the roles that bootstrapping makes, and nothing else. */
  readonly deployer: Credentials;
  /**
   * Runs `cdk synth` with these settings, each as it stands behind `-c`, in this repository or another app's folder, and
   * returns an assembly that fits the emulator.
   */
  synthesize(settings: readonly string[], options?: CdkOptions): Promise<string>;
  /** Runs `cdk deploy` of an assembly's stack, and returns the outputs as the command has printed them. */
  deploy(assembly: string, stackName: string): Promise<Readonly<Record<string, string>>>;
  /** Runs `cdk` as the deployer with an assembly; a failure is the test's. Returns what it has printed. */
  cdk(command: string, assembly: string, ...parameters: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export async function openAccount(): Promise<Account> {
  const simulator = await startSimulatedConnect({ agent: { automatic: false } });
  const emulator = await startEmulator({
    AWS_ENDPOINT_URL_CONNECT: simulator.url,
    AWS_ENDPOINT_URL_CONNECTPARTICIPANT: simulator.url,
  }).catch(async (error: unknown) => {
    await simulator.close();
    throw error;
  });
  const close = async (): Promise<void> => {
    await Promise.all([emulator.close(), simulator.close()]);
  };
  try {
    await cdkSucceeds(emulator, ['bootstrap', `aws://${account}/${region}`]);
    const deployer = await createUser(emulator, 'deployer', {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Resource: `arn:aws:iam::${account}:role/cdk-*`,
    });
    let assemblies = 0;
    const run = async (command: string, assembly: string, ...more: readonly string[]): Promise<string> =>
      cdkSucceeds(emulator, [command, '--app', assembly, ...more], { as: deployer });
    return {
      emulator,
      simulator,
      deployer,
      close,
      cdk: run,
      async synthesize(settings, options) {
        const folder = join(emulator.folder, `assembly-${(assemblies += 1)}`);
        const given = settings.flatMap((setting) => ['-c', setting]);
        await cdkSucceeds(emulator, ['synth', '--quiet', '--output', folder, ...given], options);
        return fitted(folder, `${folder}-fitted`);
      },
      async deploy(assembly, stackName) {
        const printed = await run('deploy', assembly, stackName, '--require-approval', 'never');
        await nameApis(emulator, stackName);
        return outputsOf(printed, stackName);
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** After a test that has failed: what the functions have logged last, and the emulator. */
export async function explainFailure(test: unknown, world: Account | undefined): Promise<void> {
  // Its declaration does not know `passed` yet.
  const t = test as TestContext & { readonly passed: boolean };
  if (t.passed || !world) return;
  const { emulator } = world;
  t.diagnostic(`The emulator:\n${emulator.log()}`);
  try {
    const { logGroups = [] } = await contentsOf(emulator);
    for (const group of logGroups.filter((name) => name.includes('/Functions')))
      t.diagnostic([group, ...(await logLines(emulator, group)).slice(-20)].join('\n'));
  } catch (error) {
    t.diagnostic(`The functions' logs: ${String(error)}`);
  }
}

/**
 * Has the emulator serve a stack's APIs by the host that AWS gives them. It knows them by one of its own; a custom
 * domain of this name does it.
 */
async function nameApis(emulator: Emulator, stackName: string): Promise<void> {
  const resources = await resourcesOfStack(emulator, stackName);
  for (const { physicalId } of resources.filter(({ type }) => type === 'AWS::ApiGateway::RestApi')) {
    const domainName = `${physicalId}.execute-api.${region}.amazonaws.com`;
    const create = async (path: string, json: object): Promise<number> =>
      (await aws(emulator, { service: 'apigateway', path, json })).status;
    const created = await create('/domainnames', {
      domainName,
      endpointConfiguration: { types: ['REGIONAL'] },
    });
    // It is there after an earlier deployment of the stack.
    if (created === 409) continue;
    assert.equal(created, 201, emulator.log());
    const mapping = { basePath: '(none)', restApiId: physicalId };
    assert.equal(await create(`/domainnames/${domainName}/basepathmappings`, mapping), 201, emulator.log());
  }
}
