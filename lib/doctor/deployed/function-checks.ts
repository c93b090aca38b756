import { mend, unlooked, well, type Finding } from '../finding.ts';
import { putBack, type Place } from './remedy.ts';
import type { AliasFact, DeployedFacts, DeploymentFact } from './facts.ts';
import type { Asked } from '../facts.ts';

/** Checks the aliases that take the requests, and CodeDeploy's last deployment. */
export function functionFindings(place: Place, { aliases, deployments }: DeployedFacts): readonly Finding[] {
  const ofAliases = Object.entries(aliases);
  return [
    ...(ofAliases.length === 0
      ? [mend('The stack has no alias of a function', putBack(place))]
      : ofAliases.map(([arn, asked]) => aliasFinding(place, arn, asked))),
    ...Object.entries(deployments).map(([group, asked]) => deploymentFinding(place, group, asked)),
  ];
}

function aliasFinding(place: Place, arn: string, asked: Asked<AliasFact>): Finding {
  const what = `The alias ${arn.split(':function:').at(-1)}`;
  if ('failure' in asked)
    return asked.failure.kind === 'not-found'
      ? mend(`${what} is gone, so no request is answered`, putBack(place))
      : unlooked(what, asked.failure, 'lambda:GetAlias');
  const { version, canary } = asked.answer;
  return canary === undefined
    ? well(`${what} sends every request to version ${version}`)
    : mend(
        `${what} sends some requests to version ${canary}, the others to ${version}`,
        'wait until the deployment under way has ended (ten minutes); if there is none, deploy again',
      );
}

function deploymentFinding(place: Place, group: string, asked: Asked<DeploymentFact>): Finding {
  const what = `The last gradual deployment of ${group}`;
  if ('failure' in asked)
    return asked.failure.kind === 'not-found'
      ? mend(`The deployment group ${group} is gone`, putBack(place))
      : unlooked(what, asked.failure, 'codedeploy:GetDeploymentGroup');
  const { id, status } = asked.answer;
  switch (status) {
    case undefined:
      return well(
        `${group} has had no gradual deployment yet: a function's first version gets every request at once`,
      );
    case 'Succeeded':
      return well(`${what} succeeded`);
    case 'Failed':
    case 'Stopped':
      return mend(
        `${what} ${status === 'Failed' ? 'failed' : 'was stopped'} (${id}), so the version before gets every request`,
        'see in CodeDeploy which alarm it was, and docs/runbook.md for it; then deploy again',
      );
    case 'Created':
    case 'Queued':
    case 'InProgress':
    case 'Baking':
    case 'Ready':
    default:
      return mend(
        `${what} is still under way (${id}, ${status})`,
        'run the doctor again when it has ended, after ten minutes',
      );
  }
}
