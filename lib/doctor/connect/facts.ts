import type { Asked } from '../facts.ts';

export interface ConnectFacts {
  /** By ARN, as configured. */
  readonly instances: Readonly<Record<string, Asked<InstanceFact>>>;
  readonly flows: Readonly<Record<string, Asked<FlowFact>>>;
  readonly quotas: Asked<readonly QuotaFact[]>;
}

export interface InstanceFact {
  readonly arn: string;
  readonly status: string;
}

export interface FlowFact {
  readonly arn: string;
  readonly type: string;
  readonly state: string;
  readonly status: string;
}

export interface QuotaFact {
  readonly code: string;
  readonly name: string;
  readonly value: number;
  /** The resource that the quota is for; undefined or `*` for the account's default. */
  readonly resource: string | undefined;
  /** Whether it is AWS's default, as nothing is known of this account's own. */
  readonly isDefault: boolean;
}
