import type { Config } from '../../config/config.ts';
import { answerOf } from '../facts.ts';
import { mend, unlooked, well, type Finding } from '../finding.ts';
import { resourcesOf, type AccountFacts } from './facts.ts';

type Deployment = Pick<Config, 'region' | 'stackName' | 'apiGatewayLogRole'>;

/** Checks the role with which API Gateway writes logs: one for all APIs of an account in a Region. */
export function logRoleFinding(deployment: Deployment, { logRole, stack }: AccountFacts): Finding {
  const { apiGatewayLogRole: setting, region, stackName } = deployment;
  if ('failure' in logRole)
    return unlooked("The account's log role for API Gateway", logRole.failure, 'apigateway:GET on /account');
  const arn = logRole.answer;
  if (arn === null)
    return setting === false
      ? mend(
          `API Gateway has no log role in ${region}, and with apiGatewayLogRole=false the deployment sets none and will be refused`,
          'leave the setting out',
        )
      : well(`API Gateway has no log role in ${region} yet; this deployment gives it one`);
  const name = arn.split('/').at(-1) ?? '';
  const own =
    resourcesOf(answerOf(stack), 'AWS::IAM::Role').some(({ physicalId }) => physicalId === name) ||
    name.startsWith(`${stackName}-ApiCloudWatchRole`);
  if (own) return well(`API Gateway writes logs with the role ${name} of this stack`);
  return setting === true
    ? mend(
        `API Gateway writes the logs of all APIs in ${region} with ${arn}, and apiGatewayLogRole=true would replace it`,
        'leave the setting out: then that role stays, and serves this API too',
      )
    : well(
        `API Gateway writes the logs of all APIs in ${region} with ${arn}, which this deployment does not change`,
      );
}
