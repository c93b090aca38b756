import type { ClientConfiguration } from '../asked.ts';
import type { AliasFact, DeploymentFact } from './facts.ts';

/** Asks for an alias by its ARN: `arn:…:function:NAME:ALIAS`. */
export async function askAlias(arn: string, configuration: ClientConfiguration): Promise<AliasFact> {
  const { GetAliasCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const [FunctionName = '', Name = ''] = arn.split(':function:').at(-1)?.split(':') ?? [];
  const { FunctionVersion = '', RoutingConfig } = await new LambdaClient(configuration).send(
    new GetAliasCommand({ FunctionName, Name }),
  );
  const [canary] = Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {});
  return { version: FunctionVersion, canary };
}

/** Asks for the last deployment of a group in CodeDeploy, however it ended. */
export async function askDeployment(
  applicationName: string,
  deploymentGroupName: string,
  configuration: ClientConfiguration,
): Promise<DeploymentFact> {
  const { CodeDeployClient, GetDeploymentGroupCommand } = await import('@aws-sdk/client-codedeploy');
  const { deploymentGroupInfo } = await new CodeDeployClient(configuration).send(
    new GetDeploymentGroupCommand({ applicationName, deploymentGroupName }),
  );
  const { deploymentId, status } = deploymentGroupInfo?.lastAttemptedDeployment ?? {};
  return { id: deploymentId, status };
}
