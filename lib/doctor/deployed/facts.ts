import type { Asked } from '../facts.ts';

/** What only a real account can show of a deployment: its present state, and its metrics. */
export interface DeployedFacts {
  readonly dashboard: Asked<DashboardFact>;
  /** How many of the dashboard's metrics have data, by namespace. Only metrics that any request changes count. */
  readonly data: Asked<Readonly<Record<string, Shown>>>;
  /** How many metrics CloudWatch has, by namespace of our own. */
  readonly ownMetrics: Readonly<Record<string, Asked<number>>>;
  readonly alarms: Asked<readonly AlarmFact[]>;
  /** By the ARN of the alias. */
  readonly aliases: Readonly<Record<string, Asked<AliasFact>>>;
  /** By the name of the deployment group. */
  readonly deployments: Readonly<Record<string, Asked<DeploymentFact>>>;
  /** By the table's name. */
  readonly tables: Readonly<Record<string, Asked<TableFact>>>;
  /** By the log group's name. */
  readonly logs: Readonly<Record<string, Asked<LogFact>>>;
  /** Undefined where the stack has no stage. */
  readonly stage: Asked<StageFact> | undefined;
  /** Null where none stands before the stage. */
  readonly webAcl: Asked<WebAclFact | null> | undefined;
}

export interface DashboardFact {
  readonly name: string;
  /** Widgets that show metrics. */
  readonly widgets: number;
  readonly metrics: readonly ShownMetric[];
}

export interface ShownMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface Shown {
  readonly asked: number;
  readonly withData: number;
}

export interface AlarmFact {
  readonly name: string;
  readonly state: string;
  /** Whether its actions are on. */
  readonly enabled: boolean;
  /** How it treats missing data; undefined for a composite alarm. */
  readonly missing: string | undefined;
}

export interface AliasFact {
  readonly version: string;
  /** The other version that gets a part of the requests, during a deployment or after one that was broken off. */
  readonly canary: string | undefined;
}

export interface DeploymentFact {
  /** Of the last deployment; undefined where there has been none. */
  readonly id: string | undefined;
  readonly status: string | undefined;
}

export interface TableFact {
  readonly status: string;
  readonly deletionProtection: boolean;
  readonly keyArn: string | undefined;
  readonly pointInTimeRecovery: Asked<boolean>;
  /** The attribute by which items expire; undefined where they do not. */
  readonly timeToLive: Asked<string | undefined>;
}

export interface LogFact {
  /** Days; undefined for ever. */
  readonly retention: number | undefined;
  readonly keyArn: string | undefined;
}

export interface StageFact {
  /** By path and method, `/participant/message/POST`. */
  readonly throttles: Readonly<Record<string, { readonly rate: number; readonly burst: number }>>;
  readonly accessLog: boolean;
}

export interface WebAclFact {
  readonly arn: string;
  readonly rateRules: readonly RateRuleFact[];
}

export interface RateRuleFact {
  readonly name: string;
  /** Of its answer; undefined where it is WAF's own, which is 403. */
  readonly status: number | undefined;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
}
