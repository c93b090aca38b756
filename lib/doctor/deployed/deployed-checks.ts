import type { Config } from '../../config/config.ts';
import type { StackFact } from '../account/facts.ts';
import { mend, type Finding } from '../finding.ts';
import type { DeployedFacts } from './facts.ts';
import { functionFindings } from './function-checks.ts';
import { monitoringFindings } from './monitoring-checks.ts';
import { stageFindings } from './stage-checks.ts';
import { storageFindings } from './storage-checks.ts';

/** Checks what only a real account can show of a deployment. */
export function deployedFindings(config: Config, stack: StackFact, facts: DeployedFacts): readonly Finding[] {
  const failed = lastDeployment(config, stack);
  // After a first deployment that failed, there is nothing left to check.
  if (stack.status === 'ROLLBACK_COMPLETE') return failed;
  return [
    ...failed,
    ...functionFindings(config, facts),
    ...storageFindings(config, facts),
    ...stageFindings(config, stack, facts),
    ...monitoringFindings(config, stack, facts),
  ];
}

/** Judges the stack's last deployment: the stack may have rolled back. */
function lastDeployment(
  { stackName, region }: Pick<Config, 'stackName' | 'region'>,
  { status }: StackFact,
): readonly Finding[] {
  if (!status.endsWith('ROLLBACK_COMPLETE')) return [];
  return [
    mend(
      `The last deployment of ${stackName} failed and was rolled back (${status})`,
      `see which resource failed, correct it and deploy again: aws cloudformation describe-stack-events --stack-name ${stackName} --region ${region}`,
    ),
  ];
}
