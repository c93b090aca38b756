import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Service } from '../../lambdas/core/access.ts';
import { operations, type Permission } from '../../lambdas/operations/operations.ts';
import type { Config } from '../config/config.ts';

type Places = Pick<
  Config,
  'instanceArns' | 'contactFlowArns' | 'queueArns' | 'timedInstanceArns' | 'optional'
>;

/** Contacts as an erasure needs them: none, unless it is to ask Connect. */
const erasedContacts = (places: Places): string[] =>
  places.optional.eraseAtConnect === true ? contactArns(places) : [];

/** Returns ARNs of the instances' contacts. */
export function contactArns({ instanceArns }: Pick<Places, 'instanceArns'>): string[] {
  return instanceArns.map((arn) => `${arn}/contact/*`);
}

/** Returns ARNs of the hours of operation of the instances that have queues here: which hours are a queue's may change. */
export function hoursArns({ queueArns }: Pick<Places, 'queueArns'>): string[] {
  return instancesOf(queueArns).map((arn) => `${arn}/operating-hours/*`);
}

function instancesOf(arns: readonly string[]): string[] {
  return [...new Set(arns.map((arn) => arn.split('/').slice(0, 2).join('/')))];
}

/**
 * The resources on which Connect authorizes an action, from the Service Authorization Reference. StartChatContact asks
 * for the flow that it runs, and for the contact that a chat is related to or continues. Every resource of a request
 * has to be allowed, so that the contacts open no other flow. Without an entry point that names its queue, nothing about
 * queues is allowed.
 */
const resources: Readonly<Record<Permission, (places: Places) => string[]>> = {
  'connect:StartChatContact': (places) => [...places.contactFlowArns, ...contactArns(places)],
  // Without an entry point that has idle timers, none can be set.
  'connect:UpdateParticipantRoleConfig': ({ timedInstanceArns }) =>
    timedInstanceArns.flatMap((arn) => [arn, `${arn}/contact/*`]),
  'connect:CreateParticipant': (places) => [...places.instanceArns, ...contactArns(places)],
  'connect:GetContactMetrics': (places) => [...places.instanceArns, ...contactArns(places)],
  'connect:GetCurrentMetricData': ({ queueArns }) => [...queueArns],
  'connect:DescribeQueue': ({ queueArns }) => [...queueArns],
  'connect:GetEffectiveHoursOfOperations': (places) => [
    ...instancesOf(places.queueArns),
    ...hoursArns(places),
  ],
  'connect:ListAssociatedContacts': erasedContacts,
  'connect:DescribeContact': erasedContacts,
  'connect:StopContact': erasedContacts,
  'connect:DeleteContactData': erasedContacts,
};

/** Returns the permission to read the verification's secret, where there is one: of the function that starts chats. */
export function secretStatements(service: Service, { verification }: Config['optional']): PolicyStatement[] {
  if (service !== 'connect' || !verification) return [];
  const { secretArn } = verification;
  const action = secretArn.includes(':ssm:') ? 'ssm:GetParameter' : 'secretsmanager:GetSecretValue';
  return [new PolicyStatement({ actions: [action], resources: [secretArn] })];
}

/**
 * Most ARNs of one statement. IAM limits the length of a policy, and CDK splits a role's permissions into several
 * policies between statements, not within one.
 */
const mostResources = 12;

/** Returns the permissions that a function's operations name, each on its own resources. */
export function connectStatements(service: Service, places: Places): PolicyStatement[] {
  const actions = new Set(
    operations.filter((operation) => operation.service === service).flatMap(({ permissions }) => permissions),
  );
  return [...actions].toSorted().flatMap((action) => {
    // Every operation is one of operations.ts, of whose permissions the table is complete.
    const all = resources[action as Permission](places);
    return Array.from(
      { length: Math.ceil(all.length / mostResources) },
      (_none, index) =>
        new PolicyStatement({
          actions: [action],
          resources: all.slice(index * mostResources, (index + 1) * mostResources),
        }),
    );
  });
}
