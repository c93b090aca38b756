import type { Config } from '../../config/config.ts';
import type { Asked } from '../facts.ts';
import { mend, unlooked, well, type Finding } from '../finding.ts';
import type { KeyFact } from './facts.ts';
import { allows, type Use } from './resource-policy.ts';

type Deployment = Pick<Config, 'partition' | 'region' | 'account' | 'stackName'> & {
  readonly optional: Pick<Config['optional'], 'keyArn'>;
};

/**
 * Checks the customer-managed key of table and logs: that it can be used, and that its policy admits everyone who has
 * to use it.
 */
export function keyFindings(deployment: Deployment, asked: Asked<KeyFact> | undefined): readonly Finding[] {
  const { keyArn } = deployment.optional;
  if (keyArn === undefined || !asked) return [];
  const what = `The key ${keyArn.split('/').at(-1)}`;
  if ('failure' in asked)
    return [
      asked.failure.kind === 'not-found'
        ? mend(
            `${what} is not there`,
            'copy keyArn from the key’s page in the KMS console (the key, not an alias)',
          )
        : unlooked(what, asked.failure, 'kms:DescribeKey'),
    ];
  const unusable = unusableFinding(what, asked.answer);
  if (unusable) return [unusable];
  const { policy } = asked.answer;
  if ('failure' in policy) return [unlooked(`${what}'s policy`, policy.failure, 'kms:GetKeyPolicy')];
  const findings = [...logs(deployment), account(deployment)].flatMap(
    (users) => usersFinding(what, policy.answer, users) ?? [],
  );
  return findings.length > 0
    ? findings.slice(0, 1)
    : [well(`${what} is enabled, and its policy admits the account and its logs`)];
}

function unusableFinding(what: string, { state, manager, usage, spec }: KeyFact): Finding | undefined {
  if (state !== 'Enabled')
    return mend(
      `${what} is not enabled but ${state}`,
      state === 'PendingDeletion'
        ? 'cancel its deletion and enable it: if it is deleted, everything encrypted with it is lost'
        : 'enable it, or name another one',
    );
  if (manager === 'AWS')
    return mend(
      `${what} is AWS's own, and no policy can allow CloudWatch Logs to use it`,
      'leave keyArn out, or name a key of yours',
    );
  return usage === 'ENCRYPT_DECRYPT' && spec === 'SYMMETRIC_DEFAULT'
    ? undefined
    : mend(`${what} has the key spec ${spec}, for ${usage}`, 'name a symmetric key for encryption');
}

interface Users {
  readonly who: string;
  readonly actions: readonly string[];
  readonly principal: string;
  readonly context: Use['context'];
  readonly remedy: string;
}

/** CloudWatch Logs uses the key in its own name, once for each log group, and has no role of the deployment. */
function logs({ partition, region, account, stackName }: Deployment): readonly Users[] {
  return [stackName, 'API-Gateway-Execution-Logs_', 'aws-waf-logs-'].map((name) => {
    const group = `arn:${partition}:logs:${region}:${account}:log-group:${name}-of-the-doctor`;
    const principal = `logs.${region}.amazonaws.com`;
    return {
      who: `${principal}, for log groups called ${name}…,`,
      principal,
      actions: ['Encrypt', 'Decrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GenerateDataKey', 'DescribeKey'],
      context: {
        'kms:encryptioncontext:aws:logs:arn': group,
        'aws:sourcearn': group,
        'aws:sourceaccount': account,
        'kms:calleraccount': account,
      },
      remedy: 'add the statement for CloudWatch Logs of docs/deploy.md, "A key", or no log group can be made',
    };
  });
}

/**
 * The functions use the key through DynamoDB. Their role's policy allows it, if the key's policy leaves that to IAM.
 */
function account({ partition, account }: Deployment): Users {
  return {
    who: `account ${account}`,
    principal: `arn:${partition}:iam::${account}:root`,
    actions: ['Encrypt', 'Decrypt', 'GenerateDataKey', 'DescribeKey', 'CreateGrant'],
    context: { 'kms:calleraccount': account, 'aws:principalaccount': account },
    remedy: `add a statement that lets the account's IAM policies decide: {"Effect":"Allow","Principal":{"AWS":"arn:${partition}:iam::${account}:root"},"Action":"kms:*","Resource":"*"}`,
  };
}

function usersFinding(
  what: string,
  policy: string,
  { who, principal, actions, context, remedy }: Users,
): Finding | undefined {
  const lacking = actions
    .map((action) => `kms:${action}`)
    .filter((action) => allows(policy, { principal, action, context }) === 'no');
  return lacking.length === 0 ? undefined : mend(`${what} does not let ${who} ${lacking.join(', ')}`, remedy);
}
