import type { ContactFlow, Instance } from '@aws-sdk/client-connect';
import type { ServiceQuota } from '@aws-sdk/client-service-quotas';
import { concurrentChats, defaultRate } from './quotas.ts';

/** What of an AWS account an operator's tools ask about: its instances, their flows, its quotas. */
export interface SimulatedAccount {
  /** Default 000000000000. */
  readonly id?: string;
  /** The Region in which its instances are; absent: whichever is asked. */
  readonly region?: string;
  /** Default ACTIVE. */
  readonly instanceStatus?: 'ACTIVE' | 'CREATION_IN_PROGRESS' | 'CREATION_FAILED';
  /** Applied quotas by name, where they are not Connect's defaults; an instance's chats, and requests per second. */
  readonly quotas?: Readonly<Record<string, number>>;
  /** The errors with which operations are answered, such as AccessDeniedException. */
  readonly refusals?: Partial<Readonly<Record<AccountOperation, string>>>;
}

export type AccountOperation =
  'DescribeInstance' | 'DescribeContactFlow' | 'ListServiceQuotas' | 'ListAWSDefaultServiceQuotas';

/** A contact flow that exists. */
export interface SimulatedFlow {
  readonly instanceId: string;
  readonly contactFlowId: string;
  /** Default CONTACT_FLOW. */
  readonly type?: NonNullable<ContactFlow['Type']>;
  /** Default ACTIVE. */
  readonly state?: NonNullable<ContactFlow['State']>;
  /** Default PUBLISHED. */
  readonly status?: NonNullable<ContactFlow['Status']>;
}

/** Its methods return the API's outputs; undefined for what does not exist in the Region asked. */
export interface Account {
  refusal(operation: AccountOperation): string | undefined;
  instance(instanceId: string, region: string): Instance | undefined;
  contactFlow(instanceId: string, contactFlowId: string, region: string): ContactFlow | undefined;
  appliedQuotas(region: string): readonly ServiceQuota[];
  defaultQuotas(): readonly ServiceQuota[];
}

/** Default quotas by name, as Service Quotas lists them: per instance, or per account. */
const defaults: readonly { readonly code: string; readonly name: string; readonly value: number }[] = [
  { code: 'L-D4BA6F6E', name: 'Concurrent active chats per instance', value: concurrentChats },
  {
    code: 'L-AA48CD49',
    name: 'Rate of StartChatContact API requests',
    value: defaultRate('StartChatContact'),
  },
  {
    code: 'L-SIMULATED',
    name: 'Rate of CreateParticipantConnection API requests',
    value: defaultRate('CreateParticipantConnection'),
  },
];

export function createAccount(
  flows: readonly SimulatedFlow[] | undefined,
  {
    id = '000000000000',
    region: home,
    instanceStatus = 'ACTIVE',
    quotas = {},
    refusals = {},
  }: SimulatedAccount = {},
): Account {
  const instanceArn = (instanceId: string, region: string): string =>
    `arn:aws:connect:${region}:${id}:instance/${instanceId}`;
  const isHere = (instanceId: string, region: string): boolean =>
    (home === undefined || home === region) &&
    (flows === undefined || flows.some((flow) => flow.instanceId === instanceId));

  return {
    refusal: (operation) => refusals[operation],
    instance(instanceId, region) {
      if (!isHere(instanceId, region)) return undefined;
      return {
        Id: instanceId,
        Arn: instanceArn(instanceId, region),
        IdentityManagementType: 'CONNECT_MANAGED',
        InstanceAlias: 'simulated',
        InstanceStatus: instanceStatus,
        InboundCallsEnabled: false,
        OutboundCallsEnabled: false,
      };
    },
    contactFlow(instanceId, contactFlowId, region) {
      const flow = flows?.find(
        (known) => known.instanceId === instanceId && known.contactFlowId === contactFlowId,
      );
      if (!isHere(instanceId, region) || (flows !== undefined && flow === undefined)) return undefined;
      return {
        Id: contactFlowId,
        Arn: `${instanceArn(instanceId, region)}/contact-flow/${contactFlowId}`,
        Name: 'Simulated flow',
        Type: flow?.type ?? 'CONTACT_FLOW',
        State: flow?.state ?? 'ACTIVE',
        Status: flow?.status ?? 'PUBLISHED',
      };
    },
    appliedQuotas: (region) =>
      defaults.flatMap(({ code, name }) => {
        const value = quotas[name];
        if (value === undefined) return [];
        const context = {
          ContextScope: 'RESOURCE',
          ContextScopeType: 'AWS::Connect::Instance',
          ContextId: flows?.[0] === undefined ? '*' : instanceArn(flows[0].instanceId, region),
        } as const;
        return [
          {
            ServiceCode: 'connect',
            QuotaCode: code,
            QuotaName: name,
            Value: value,
            ...(name.endsWith('per instance') && { QuotaContext: context }),
          },
        ];
      }),
    defaultQuotas: () =>
      defaults.map(({ code, name, value }) => ({
        ServiceCode: 'connect',
        QuotaCode: code,
        QuotaName: name,
        Value: value,
      })),
  };
}
