import type { Config } from '../../config/config.ts';
import type { Asked } from '../facts.ts';
import { mend, skipped, unanswered, well, type Finding } from '../finding.ts';
import type { ConnectFacts, FlowFact, InstanceFact } from './facts.ts';

type Deployment = Pick<Config, 'region' | 'account' | 'entryPoints' | 'instanceArns' | 'contactFlowArns'>;

/** Checks credentials, Region, instances and flows. */
export function connectFindings(deployment: Deployment, facts: ConnectFacts): readonly Finding[] {
  const access = accessFinding(deployment, Object.values(facts.instances));
  if (access.mark === '✖')
    return [access, skipped('Instances, flows and quotas were not checked: AWS could not be asked')];
  return [
    access,
    ...deployment.instanceArns.map((arn) => instanceFinding(arn, facts.instances[arn])),
    ...Object.entries(deployment.entryPoints).map(([name, { instanceId, contactFlowId }]) => {
      const instance = deployment.instanceArns.find((arn) => arn.endsWith(`/${instanceId}`)) ?? '';
      return flowFinding(
        { name, instance, flow: contactFlowId },
        facts.flows[`${instance}/contact-flow/${contactFlowId}`],
      );
    }),
  ];
}

function accessFinding({ region }: Deployment, instances: readonly Asked<InstanceFact>[]): Finding {
  const failures = instances.flatMap((asked) => ('failure' in asked ? [asked.failure] : []));
  for (const failure of failures)
    switch (failure.kind) {
      case 'no-credentials':
        return mend(
          'There are no AWS credentials',
          'sign in (aws sso login, or aws configure), or set AWS_PROFILE to a profile that has some',
        );
      case 'credentials-refused':
        return mend(
          `AWS does not accept the credentials in ${region} (${failure.name})`,
          failure.name.startsWith('Expired')
            ? 'they have expired, so sign in again (aws sso login)'
            : `renew them, check this machine's clock, and where ${region} is a Region that accounts must enable, enable it`,
        );
      case 'unreachable':
        return mend(
          `Amazon Connect does not answer in ${region} (${failure.code})`,
          `see whether ${region}, from instanceArn, is a Region that has Amazon Connect, and whether this machine's network lets it through`,
        );
      case 'not-allowed':
      case 'not-found':
      case 'not-published':
      case 'throttled':
      case 'other':
    }
  return well(`AWS accepts the credentials in ${region}`);
}

function instanceFinding(arn: string, asked: Asked<InstanceFact> | undefined): Finding {
  const [, , , region = '', account = '', resource = ''] = arn.split(':');
  const id = resource.replace('instance/', '');
  const what = `The instance ${id}`;
  if (!asked) return skipped(`${what} was not checked`);
  if ('failure' in asked)
    return asked.failure.kind === 'not-found'
      ? mend(
          `${what} is not in ${region} in the account of these credentials`,
          `copy instanceArn from the instance's page in the Amazon Connect console (its Region is in the ARN), and use credentials of account ${account}`,
        )
      : unanswered(what, asked.failure, 'connect:DescribeInstance and ds:DescribeDirectories');
  const { arn: actual, status } = asked.answer;
  if (actual !== arn)
    return mend(
      `${what} has the ARN ${actual}, not ${arn}`,
      'correct instanceArn, or use credentials of its account',
    );
  switch (status) {
    case 'ACTIVE':
      return well(`${what} is active`);
    case 'CREATION_IN_PROGRESS':
      return mend(`${what} is still being created`, 'wait a few minutes, then run the doctor again');
    default:
      return mend(
        `${what} is not active but ${status}`,
        'create another one, and set instanceArn to its ARN',
      );
  }
}

function flowFinding(
  { name, instance, flow }: { readonly name: string; readonly instance: string; readonly flow: string },
  asked: Asked<FlowFact> | undefined,
): Finding {
  const what = `The flow ${flow} of the entry point ${name}`;
  if (!asked) return skipped(`${what} was not checked`);
  const publish = 'open it in the flow designer and publish it';
  if ('failure' in asked) {
    const { failure } = asked;
    if (failure.kind === 'not-published') return mend(`${what} is not published`, publish);
    return failure.kind === 'not-found'
      ? mend(
          `${what} is not in its instance`,
          "copy contactFlowId from the end of the flow's ARN (flow designer, About this flow)",
        )
      : unanswered(what, failure, 'connect:DescribeContactFlow');
  }
  const { arn, type, state, status } = asked.answer;
  if (!arn.startsWith(`${instance}/`))
    return mend(`${what} belongs to another instance (${arn})`, `name a flow of ${instance}`);
  if (type !== 'CONTACT_FLOW')
    return mend(
      `${what} is of type ${type}, which cannot start a chat`,
      'name one of type CONTACT_FLOW ("Inbound flow" in the flow designer)',
    );
  if (state !== 'ACTIVE') return mend(`${what} is ${state.toLowerCase()}`, 'restore it, or name another one');
  if (status !== 'PUBLISHED') return mend(`${what} has been saved but not published`, publish);
  return well(`${what} is published`);
}
