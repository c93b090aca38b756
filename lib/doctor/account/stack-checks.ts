import type { Config } from '../../config/config.ts';
import type { Asked } from '../facts.ts';
import { mend, unlooked, well, type Finding } from '../finding.ts';
import type { StackFact } from './facts.ts';

type Deployment = Pick<Config, 'stackName' | 'region'>;

/** Whether CloudFormation can create or update the stack as it stands. */
export function stackFinding(deployment: Deployment, asked: Asked<StackFact>): Finding {
  const what = `The stack ${deployment.stackName}`;
  if ('failure' in asked)
    return asked.failure.kind === 'not-found'
      ? well(`${what} is not deployed yet`)
      : unlooked(what, asked.failure, 'cloudformation:DescribeStacks');
  const { status, reason } = asked.answer;
  const why = reason === undefined ? '' : ` (${reason.slice(0, 200)})`;
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return well(`${what} is deployed (${status})`);
  if (/^(UPDATE|IMPORT)_ROLLBACK_COMPLETE$/.test(status))
    return well(
      `${what} is as it was before its last deployment, which failed (${status}); you can deploy again`,
    );
  if (status === 'REVIEW_IN_PROGRESS') return well(`${what} is not deployed yet (${status})`);
  if (status.endsWith('_IN_PROGRESS'))
    return mend(`${what} is being changed (${status})`, 'wait until that deployment has ended');
  if (status === 'ROLLBACK_COMPLETE') return rolledBack(what, deployment, asked.answer);
  if (status === 'UPDATE_ROLLBACK_FAILED')
    return mend(
      `${what} could be neither updated nor rolled back${why}`,
      `remove the cause, then: ${command('continue-update-rollback', deployment)}`,
    );
  if (status === 'DELETE_FAILED')
    return mend(
      `${what} could not be deleted completely${why}`,
      `remove the cause, then: ${command('delete-stack', deployment)}`,
    );
  return mend(
    `${what} is in the state ${status}${why}, in which it accepts no deployment`,
    `delete it, then deploy again: ${freeing(deployment, asked.answer)}${command('delete-stack', deployment)}`,
  );
}

/** Judges a stack whose first deployment failed. CDK deletes it before the next one, unless it is protected. */
function rolledBack(what: string, deployment: Deployment, stack: StackFact): Finding {
  const failed = `${what} is left over from a first deployment that failed (${stack.status})`;
  return stack.protected
    ? mend(
        `${failed}, and its termination protection prevents its replacement`,
        `turn the protection off, then deploy again: ${unprotect(deployment)}`,
      )
    : well(`${failed}; the next deployment replaces it`);
}

function freeing(deployment: Deployment, { protected: isProtected }: StackFact): string {
  return isProtected ? `${unprotect(deployment)}; ` : '';
}

function unprotect(deployment: Deployment): string {
  return command('update-termination-protection --no-enable-termination-protection', deployment);
}

function command(does: string, { stackName, region }: Deployment): string {
  return `aws cloudformation ${does} --stack-name ${stackName} --region ${region}`;
}
