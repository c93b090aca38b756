import type { Asked } from '../facts.ts';

/** What a deployment depends on in the account, besides Amazon Connect: before it and after it. */
export interface AccountFacts {
  /** The version of the CDK bootstrap stack with the deployment's qualifier. */
  readonly bootstrap: Asked<number>;
  readonly concurrency: Asked<ConcurrencyFact>;
  /** The ARN of the role by which API Gateway writes logs; null where there is none. */
  readonly logRole: Asked<string | null>;
  /** Not found where nothing has been deployed yet. */
  readonly stack: Asked<StackFact>;
  /** By ARN: those that the alarms go to. */
  readonly topics: Readonly<Record<string, Asked<TopicFact>>>;
  /** By ARN: the key of the settings, and those of topics. */
  readonly keys: Readonly<Record<string, Asked<KeyFact>>>;
}

/** Functions that run at once. */
export interface ConcurrencyFact {
  /** The account's limit in the Region. */
  readonly limit: number;
  /** The part that no function has reserved; undefined if only the quota could be read. */
  readonly unreserved: number | undefined;
  /** The part that the deployment's own functions have reserved. */
  readonly held: Asked<number>;
}

export interface StackFact {
  readonly status: string;
  readonly reason: string | undefined;
  /** Whether it has termination protection. */
  readonly protected: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: Asked<readonly ResourceFact[]>;
}

export interface ResourceFact {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

export interface TopicFact {
  /** As JSON. */
  readonly policy: string;
  /** The id, ARN or alias of the key that encrypts it. */
  readonly keyId: string | undefined;
  readonly confirmed: number;
  /** Subscriptions that nobody has confirmed yet. */
  readonly pending: number;
}

export interface KeyFact {
  readonly state: string;
  /** AWS's own, or CUSTOMER. */
  readonly manager: string;
  readonly usage: string;
  readonly spec: string;
  /** As JSON. */
  readonly policy: Asked<string>;
}

/** The stack's resources of a type. */
export function resourcesOf(stack: StackFact | undefined, type: `AWS::${string}`): readonly ResourceFact[] {
  const resources = stack && 'answer' in stack.resources ? stack.resources.answer : [];
  return resources.filter((resource) => resource.type === type);
}
