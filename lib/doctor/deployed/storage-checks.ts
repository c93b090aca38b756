import { table as schema } from '../../../lambdas/table.ts';
import type { Config } from '../../config/config.ts';
import type { Asked } from '../facts.ts';
import { mend, unlooked, well, type Finding } from '../finding.ts';
import { putBack } from './remedy.ts';
import type { DeployedFacts, LogFact, TableFact } from './facts.ts';

type Deployment = Pick<Config, 'production' | 'logRetentionDays' | 'stackName' | 'region'> & {
  readonly optional: Pick<Config['optional'], 'keyArn'>;
};

/** Checks that table and logs are as the settings have them. */
export function storageFindings(deployment: Deployment, { tables, logs }: DeployedFacts): readonly Finding[] {
  const ofTables = Object.entries(tables);
  return [
    ...(ofTables.length === 0
      ? [mend('The stack has no table', putBack(deployment))]
      : ofTables.flatMap(([name, asked]) => tableFindings(deployment, name, asked))),
    ...logFindings(deployment, logs),
  ];
}

function tableFindings(deployment: Deployment, name: string, asked: Asked<TableFact>): readonly Finding[] {
  const what = `The table ${name}`;
  if ('failure' in asked)
    return [
      asked.failure.kind === 'not-found'
        ? mend(
            `${what} is gone, and with it every session`,
            'restore it, or destroy the stack and deploy it again: docs/deploy.md',
          )
        : unlooked(what, asked.failure, 'dynamodb:DescribeTable'),
    ];
  const { status, deletionProtection, keyArn, pointInTimeRecovery, timeToLive } = asked.answer;
  const command = (does: string): string =>
    `switch it on again: aws dynamodb ${does} --table-name ${name} --region ${deployment.region}`;
  const wrong: Finding[] = [];
  const missing: Finding[] = [];
  if (status !== 'ACTIVE')
    wrong.push(mend(`${what} is not active but ${status}`, 'run the doctor again in a minute'));
  if (deployment.production && !deletionProtection)
    wrong.push(
      mend(
        `${what} may be deleted, although this is production`,
        command('update-table --deletion-protection-enabled'),
      ),
    );
  if (keyArn !== deployment.optional.keyArn && deployment.optional.keyArn !== undefined)
    wrong.push(mend(`${what} is not encrypted with the key of the settings`, putBack(deployment)));
  if ('failure' in pointInTimeRecovery)
    missing.push(
      unlooked(`${what}'s recovery`, pointInTimeRecovery.failure, 'dynamodb:DescribeContinuousBackups'),
    );
  else if (!pointInTimeRecovery.answer)
    wrong.push(
      mend(
        `${what} has no point-in-time recovery`,
        command(
          'update-continuous-backups --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
        ),
      ),
    );
  if ('failure' in timeToLive)
    missing.push(unlooked(`${what}'s expiry`, timeToLive.failure, 'dynamodb:DescribeTimeToLive'));
  else if (timeToLive.answer !== schema.timeToLive)
    wrong.push(
      mend(
        `${what} never deletes sessions, as its time to live is ${timeToLive.answer === undefined ? 'off' : `on ${timeToLive.answer}`}`,
        command(
          `update-time-to-live --time-to-live-specification Enabled=true,AttributeName=${schema.timeToLive}`,
        ),
      ),
    );
  return wrong.length > 0
    ? [...wrong, ...missing]
    : [
        well(
          `${what} is as the settings say: recovery, expiry${deployment.production ? ', protection' : ''}${deployment.optional.keyArn === undefined ? '' : ', key'}`,
        ),
        ...missing,
      ];
}

function logFindings(deployment: Deployment, logs: DeployedFacts['logs']): readonly Finding[] {
  const groups = Object.entries(logs);
  if (groups.length === 0) return [mend('The stack has no log groups', putBack(deployment))];
  const refused = groups.find(([, asked]) => 'failure' in asked && asked.failure.kind !== 'not-found')?.[1];
  if (refused && 'failure' in refused)
    return [unlooked('The logs', refused.failure, 'logs:DescribeLogGroups')];
  const wrong = groups.flatMap(([name, asked]) =>
    'failure' in asked
      ? [mend(`The log group ${name} is gone`, putBack(deployment))]
      : logFinding(deployment, name, asked.answer),
  );
  return wrong.length > 0
    ? wrong
    : [well(`All ${groups.length} log groups keep their lines for ${deployment.logRetentionDays} days`)];
}

function logFinding(
  deployment: Deployment,
  name: string,
  { retention, keyArn }: LogFact,
): readonly Finding[] {
  const { logRetentionDays: days, optional, region } = deployment;
  if (retention !== days)
    return [
      mend(
        `The log group ${name} keeps its lines ${retention === undefined ? 'for ever' : `for ${retention} days`}, not for ${days}`,
        `aws logs put-retention-policy --retention-in-days ${days} --log-group-name ${name} --region ${region}`,
      ),
    ];
  return optional.keyArn !== undefined && keyArn !== optional.keyArn
    ? [mend(`The log group ${name} is not encrypted with the key of the settings`, putBack(deployment))]
    : [];
}
