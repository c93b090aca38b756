import type { Config } from '../../config/config.ts';
import type { StackFact } from '../account/facts.ts';
import { mend, type Finding } from '../finding.ts';
import type { DeployedFacts } from './facts.ts';
import { functionFindings } from './function-checks.ts';
import { monitoringFindings } from './monitoring-checks.ts';
import { stageFindings } from './stage-checks.ts';
import { storageFindings } from './storage-checks.ts';

/** What only a real account can show of a deployment. */
export function deployedFindings(config: Config, stack: StackFact, facts: DeployedFacts): readonly Finding[] {
  const failed = lastDeployment(config, stack);
  // Of a first deployment that failed, nothing is left to look at.
  if (stack.status === 'ROLLBACK_COMPLETE') return failed;
  return [
    ...failed,
    ...functionFindings(config, facts),
    ...storageFindings(config, facts),
    ...stageFindings(config, stack, facts),
    ...monitoringFindings(config, stack, facts),
  ];
}

/** A stack may be there because its last deployment failed. */
function lastDeployment(
  { stackName, region }: Pick<Config, 'stackName' | 'region'>,
  { status }: StackFact,
): readonly Finding[] {
  if (!status.endsWith('ROLLBACK_COMPLETE')) return [];
  return [
    mend(
      `The last deployment of ${stackName} failed and was undone (${status})`,
      `see which resource it was, mend it and deploy again: aws cloudformation describe-stack-events --stack-name ${stackName} --region ${region}`,
    ),
  ];
}
