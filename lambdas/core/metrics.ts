import type { Service } from './access.ts';
import type { Failure } from './failure.ts';

/**
 * The metrics, and where in a request each comes from. The log line of a request is CloudWatch's embedded metric format
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html),
 * so a metric is a field of the line under the same name; alarms, dashboard and the page /ops take the names from here.
 */

/** The namespace of functions whose environment names none: those of `npm start`. */
export const metricNamespace = 'ConnectChatBff';

/** Returns a deployment's namespace. Each has its own, so that two in one account do not share metrics. */
export function namespaceOf(deployment: string): string {
  return `${metricNamespace}/${deployment}`;
}

/**
 * Whether CloudWatch accepts a namespace: 1 to 255 letters, digits, spaces and `.-_/#:`, not all of them spaces. It
 * must not begin with a colon, nor with AWS/, which is reserved.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Namespace
 */
export function isNamespace(text: string): boolean {
  return /^(?!:|AWS\/)(?=.*[^ ])[\w.\-/#: ]{1,255}$/.test(text);
}

/** Where the metrics of a log line belong. */
export interface MetricOrigin {
  readonly namespace: string;
  /** The function's version, as Lambda numbers it; undefined outside of Lambda. */
  readonly version: string | undefined;
}

/**
 * Every metric exists once for each service and once for each operation: an alarm cannot add up twenty operations,
 * and the dashboard has a row for each of them. Nothing else is a dimension, as each value of one is paid for.
 */
export const metricDimensions = [['service'], ['operation']] as const;

/**
 * The metric by which a new version is judged during its deployment. A log line that has it reports it once more by
 * service and version. The line of a successful request stays as short as it is, and a version without errors costs
 * nothing.
 */
export const judgedMetric = 'ownErrors';
export const judgedDimensions = [['service', 'version']] as const;

/** What a request did, as far as metrics show it. Durations are in milliseconds. */
export interface RequestFacts {
  /** Whether it asks for a new chat, or for the end of one. */
  readonly asks: 'start' | 'end' | undefined;
  readonly service: Service;
  /** Why it failed; undefined for a success. */
  readonly failure: Failure | undefined;
  readonly sealFailed: boolean;
  readonly duration: number;
  readonly upstreamDuration: number;
  readonly attempts: number;
  readonly throttles: number;
  /** The pauses between attempts. */
  readonly pauses: number;
  /** Whether an event was answered without a call, as the quota was short. */
  readonly shed: boolean;
  /** Whether a call went by the function's own share of a quota. */
  readonly unplaced: boolean;
  readonly ledger: string | undefined;
  readonly ledgerFailures: number;
  readonly connection: string | undefined;
  readonly readFailure: string | undefined;
  readonly idleTimersFailure: string | undefined;
  readonly verification: string | undefined;
  readonly admission: string | undefined;
}

export interface MetricDeclaration {
  readonly name: string;
  /** The line leaves it out: CloudWatch does not need it, and it is a tenth of the bytes. */
  readonly unit: 'Count' | 'Milliseconds';
  /** Returns the value. The line leaves out undefined, and a count of 0. */
  readonly of: (facts: RequestFacts) => number | boolean | undefined;
}

export const metrics = [
  /** Requests that reached a function. */
  { name: 'requests', unit: 'Count', of: () => 1 },
  {
    /** From the beginning of the handler to its answer. */
    name: 'duration',
    unit: 'Milliseconds',
    of: ({ duration }) => duration,
  },
  {
    /** The duration without Amazon Connect and the pauses for it: DynamoDB and our own code. */
    name: 'own',
    unit: 'Milliseconds',
    of: ownDuration,
  },
  {
    /** All attempts at Amazon Connect together. */
    name: 'upstream',
    unit: 'Milliseconds',
    of: ({ upstreamDuration, attempts }) => (attempts > 0 ? upstreamDuration : undefined),
  },
  {
    /** 5xx for a defect of ours, or for DynamoDB. */
    name: 'ownErrors',
    unit: 'Count',
    of: ({ failure }) =>
      failure?.kind === 'internal' || (failure?.kind === 'unavailable' && failure.dependency === 'dynamodb'),
  },
  {
    /** 5xx for Amazon Connect, the identity provider or the verification. */
    name: 'upstreamErrors',
    unit: 'Count',
    of: ({ failure }) => failure?.kind === 'unavailable' && failure.dependency !== 'dynamodb',
  },
  {
    /** 429: Amazon Connect throttled for longer than the request could wait. */
    name: 'throttled',
    unit: 'Count',
    of: ({ failure }) => failure?.kind === 'throttled',
  },
  {
    /** Throttled attempts that a later one made good. */
    name: 'absorbed',
    unit: 'Count',
    of: ({ failure, throttles }) => (failure?.kind === 'throttled' ? 0 : throttles),
  },
  {
    /** Typing events and receipts that were answered and not sent, as Amazon Connect’s quota was short. */
    name: 'shed',
    unit: 'Count',
    of: ({ shed }) => shed,
  },
  {
    /** Requests that went by the function's own share of a quota, as the quota's row could not be asked in time. */
    name: 'unplaced',
    unit: 'Count',
    of: ({ unplaced }) => unplaced,
  },
  {
    /** Chats started. */
    name: 'chatsStarted',
    unit: 'Count',
    of: ({ asks, failure, ledger }) => asks === 'start' && !failure && ledger !== 'replayed',
  },
  /** Chats not started: the quota of concurrent chats is full. */
  refused('Full'),
  /** Chats not started: Amazon Connect throttles starts. */
  refused('Throttled'),
  /** Chats not started: too many are open, or were started lately; Amazon Connect was not asked. */
  refused('Limited'),
  /** Chats not started: origin, identity, IAM or earlier session do not allow it. */
  refused('Denied'),
  /** Chats not started: the request, or the flow it names, is wrong. */
  refused('Invalid'),
  /** Chats not started: another request with its ClientToken is, or was, under way. */
  refused('Conflict'),
  /** Chats not started: something failed: Amazon Connect, DynamoDB or our own code. */
  refused('Failed'),
  {
    /** Chats ended by the visitor. */
    name: 'chatsEnded',
    unit: 'Count',
    of: ({ asks, failure, ledger }) => asks === 'end' && !failure && ledger !== 'replayed',
  },
  {
    /** Repetitions answered from the ledger. */
    name: 'replays',
    unit: 'Count',
    of: ({ ledger }) => ledger === 'replayed',
  },
  {
    /** Repetitions while the first was under way: 409. */
    name: 'conflicts',
    unit: 'Count',
    of: ({ failure }) => failure?.kind === 'in-flight',
  },
  {
    /** A ClientToken used again with another body: 422. */
    name: 'mismatches',
    unit: 'Count',
    of: ({ failure }) => failure?.kind === 'mismatch',
  },
  {
    /** Claims taken over from a request that crashed or gave up. */
    name: 'takeovers',
    unit: 'Count',
    of: ({ ledger }) => ledger === 'taken-over',
  },
  {
    /** Repetitions too late to be safe: nobody knows whether the first was carried out. */
    name: 'outcomesUnknown',
    unit: 'Count',
    of: ({ failure }) => failure?.kind === 'outcome-unknown',
  },
  {
    /** Writes of the ledger that DynamoDB did not take. */
    name: 'ledgerFailures',
    unit: 'Count',
    of: ({ ledger, ledgerFailures }) => ledgerFailures + (ledger === 'unavailable' ? 1 : 0),
  },
  {
    /** Connections opened in place of an earlier one. */
    name: 'renewals',
    unit: 'Count',
    of: ({ connection }) => connection === 'renewed',
  },
  {
    /** Reads of a queue or of a place in line that Amazon Connect refused or failed, throttled ones left out. */
    name: 'queueReadFailures',
    unit: 'Count',
    of: ({ readFailure }) => readFailure !== undefined && readFailure !== 'throttled',
  },
  {
    /** Chats that began without the idle timers of their entry point: Amazon Connect did not take them. */
    name: 'idleTimersFailures',
    unit: 'Count',
    of: ({ idleTimersFailure }) => idleTimersFailure !== undefined,
  },
  {
    /** Starts whose verification nobody could check, refused or let through. */
    name: 'unverified',
    unit: 'Count',
    of: ({ verification }) => verification === 'unknown' || verification === 'skipped',
  },
  {
    /** Starts that were let through as DynamoDB could not be asked about a limit. */
    name: 'uncounted',
    unit: 'Count',
    of: ({ admission }) => admission === 'unavailable',
  },
  {
    /** Sealed rows that did not open. */
    name: 'sealFailures',
    unit: 'Count',
    of: ({ sealFailed }) => sealFailed,
  },
] as const satisfies readonly MetricDeclaration[];

export type MetricName = (typeof metrics)[number]['name'];

/**
 * The metrics of the function that ends chats, all of them counts: looks at what is due that came to their end, chats
 * ended, starts of which nobody knows whether Connect has made a contact, and attempts to end a chat that failed.
 */
export const reaperMetrics = ['sweeps', 'chatsReaped', 'startsUnfound', 'reapsFailed'] as const;
export type ReaperMetricName = (typeof reaperMetrics)[number];

/**
 * Returns the time that the function itself took, in milliseconds. Attempts that overlap with DynamoDB's calls, and
 * rounding, could make it negative; it is then 0.
 */
export function ownDuration({ duration, upstreamDuration, pauses }: RequestFacts): number {
  return Math.max(0, duration - upstreamDuration - pauses);
}

export const refusals = ['Full', 'Throttled', 'Limited', 'Denied', 'Invalid', 'Conflict', 'Failed'] as const;
export type StartRefusal = (typeof refusals)[number];

/** Each reason is a metric of its own rather than a dimension: an alarm asks for some of them. */
function refused<R extends StartRefusal>(reason: R) {
  return {
    name: `chatsRefused${reason}`,
    unit: 'Count',
    of: ({ asks, failure }: RequestFacts): boolean =>
      asks === 'start' && failure !== undefined && refusalOf(failure) === reason,
  } as const;
}

function refusalOf(failure: Failure): StartRefusal {
  switch (failure.kind) {
    case 'full':
      return 'Full';
    case 'throttled':
      return 'Throttled';
    case 'limited':
      return 'Limited';
    case 'denied':
      return 'Denied';
    case 'invalid':
    case 'rejected':
    case 'mismatch':
      return 'Invalid';
    case 'in-flight':
    case 'outcome-unknown':
    case 'answer-expired':
      return 'Conflict';
    case 'unavailable':
    case 'internal':
      return 'Failed';
  }
}

/** Returns the metrics of a request, without those that have no value. */
export function measure(facts: RequestFacts): readonly (readonly [MetricDeclaration, number])[] {
  return metrics.flatMap((metric: MetricDeclaration) => {
    const value = Number(metric.of(facts) ?? 0);
    // A duration of 0 ms is a measurement; a count of 0 is none.
    const measured = metric.unit === 'Milliseconds' ? metric.of(facts) !== undefined : value !== 0;
    return measured ? [[metric, value] as const] : [];
  });
}

/** Returns the version, for a line that has the judged metric; undefined for any other line. */
export function judgedVersion(
  measured: readonly (readonly [MetricDeclaration, number])[],
  { version }: MetricOrigin,
): string | undefined {
  return measured.some(([{ name }]) => name === judgedMetric) ? version : undefined;
}

/**
 * Returns the head of the line, which says which of its fields are metrics. `version` comes from judgedVersion and is a
 * field of the line; `now` is in epoch milliseconds.
 */
export function embeddedMetrics(
  measured: readonly (readonly [MetricDeclaration, number])[],
  { namespace, version, now }: MetricOrigin & { readonly now: number },
): object {
  return {
    Timestamp: now,
    CloudWatchMetrics: [
      {
        Namespace: namespace,
        Dimensions: metricDimensions,
        Metrics: measured.map(([{ name }]) => ({ Name: name })),
      },
      ...(version === undefined
        ? []
        : [{ Namespace: namespace, Dimensions: judgedDimensions, Metrics: [{ Name: judgedMetric }] }]),
    ],
  };
}
