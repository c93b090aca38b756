import type { Asked } from '../facts.ts';

/** What only a real account can show of a deployment: how AWS has it, and what it has counted. */
export interface DeployedFacts {
  readonly dashboard: Asked<DashboardFact>;
  /** Of the metrics that the dashboard shows and that any request moves, those with data: by namespace. */
  readonly data: Asked<Readonly<Record<string, Shown>>>;
  /** By namespace of our own: how many metrics CloudWatch has of it. */
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
  /** Whether it may tell anybody. */
  readonly enabled: boolean;
  /** What the absence of data means to it; undefined for an alarm of alarms. */
  readonly missing: string | undefined;
}

export interface AliasFact {
  readonly version: string;
  /** Another version that gets a part of the requests: a deployment under way, or one that was left. */
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
