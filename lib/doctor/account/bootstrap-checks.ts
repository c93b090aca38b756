import type { Config } from '../../config/config.ts';
import { answerOf } from '../facts.ts';
import { mend, skipped, unlooked, well, type Finding } from '../finding.ts';
import { qualifierOf } from './ask-account.ts';
import type { AccountFacts } from './facts.ts';

type Deployment = Pick<Config, 'account' | 'region' | 'stackName' | 'reservedConcurrency' | 'optional'>;

/**
 * The oldest version of the bootstrap stack with which CDK deploys (the rule CheckBootstrapVersion of every template).
 */
const oldest = 6;

/** Checks the bucket and the roles with which CDK deploys. */
export function bootstrapFinding(deployment: Deployment, { bootstrap, stack }: AccountFacts): Finding {
  const { account, region, optional } = deployment;
  const qualifier = qualifierOf(deployment);
  const place = `aws://${account}/${region}`;
  const custom = optional.bootstrapQualifier !== undefined;
  const command = `npx cdk bootstrap ${custom ? `--qualifier ${qualifier} --toolkit-stack-name CDKToolkit-${qualifier} ` : ''}${place}`;
  if ('failure' in bootstrap) {
    if (bootstrap.failure.kind !== 'not-found')
      return unlooked("CDK's bootstrap stack", bootstrap.failure, 'ssm:GetParameter');
    const missing = `There is no bootstrap stack of CDK with the qualifier ${qualifier} in ${place}`;
    // A template that is deployed by other means needs no bootstrap stack.
    return answerOf(stack) === undefined
      ? mend(missing, `${command}${custom ? '' : ', or name the qualifier of yours in bootstrapQualifier'}`)
      : skipped(`${missing}, which CDK needs to deploy`);
  }
  const version = bootstrap.answer;
  return version >= oldest
    ? well(`CDK's bootstrap stack is there (qualifier ${qualifier}, version ${version})`)
    : mend(`CDK's bootstrap stack is too old (version ${version})`, command);
}
