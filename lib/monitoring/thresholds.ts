import { nearestName } from '../config/nearest-name.ts';

/** The threshold of an alarm: what it counts, and the values that make sense. */
export interface Threshold {
  /** The value if the setting `alarmThresholds` has no other. */
  readonly standard: number;
  /** What is counted, and in what time. */
  readonly unit: string;
  readonly minimum: number;
  readonly maximum: number;
}

function count(standard: number, unit: string): Threshold {
  return { standard, unit, minimum: 1, maximum: 1_000_000 };
}

function percent(standard: number, unit: string): Threshold {
  return { standard, unit: `% ${unit}`, minimum: 1, maximum: 100 };
}

/**
 * A burn rate: how many times faster than allowed the month's error budget is used up. Above the maximum, more than all
 * requests would have to fail.
 */
function burn(standard: number, maximum: number): Threshold {
  return { standard, unit: 'times too fast', minimum: 1, maximum };
}

/**
 * The threshold of each alarm, by the alarm's name. Alarms, dashboard, runbook and the setting `alarmThresholds` take
 * their numbers from here. Free of CDK, so that settings can be read without it.
 */
export const standards = {
  // https://sre.google/workbook/alerting-on-slos/: 2 % of the month's budget in an hour, 5 % in six.
  AvailabilityFastBurn: burn(14.4, 1_000),
  AvailabilitySlowBurn: burn(6, 1_000),
  ChatStartsFastBurn: burn(14.4, 200),
  ChatStartsSlowBurn: burn(6, 200),
  SendLatencyFastBurn: burn(14.4, 19),
  SendLatencySlowBurn: burn(6, 19),
  SealFailed: count(1, 'rows that did not open, in 5 minutes'),
  ParticipantCrashes: count(1, 'crashes in a minute'),
  ConnectCrashes: count(1, 'crashes in a minute'),
  FailedAnswers: count(5, 'requests answered with 5xx, in a minute'),
  ChatQuota90: percent(90, 'of the chats that an instance takes at once'),
  ChatQuota80: percent(80, 'of the chats that an instance takes at once'),
  UpstreamThrottling: count(5, 'requests answered with 429 for Connect’s sake, in 5 minutes'),
  EventsShed: count(50, 'typing events and receipts that were not sent, in 5 minutes'),
  StartsLimited: count(20, 'starts refused as one too many, in 5 minutes'),
  Unverified: count(5, 'starts whose verification nobody could check, in 5 minutes'),
  LedgerFailures: count(5, 'failed writes of the ledger, in 5 minutes'),
  OutcomeUnknown: count(1, 'requests of unknown outcome, in 5 minutes'),
  FunctionThrottles: count(1, 'invocations refused by Lambda, in a minute'),
  ParticipantDuration: percent(80, 'of the function’s timeout'),
  ConnectDuration: percent(80, 'of the function’s timeout'),
  TableThrottles: count(10, 'reads and writes refused for their rate, in 5 minutes'),
  TableErrors: count(5, 'reads and writes that DynamoDB failed, in 5 minutes'),
  ChatStartsLow: {
    standard: 3,
    unit: 'standard deviations below what is expected',
    minimum: 0.5,
    maximum: 10,
  },
  // A period of five minutes may have four runs of a schedule that brings one a minute.
  ReaperStopped: {
    standard: 1,
    unit: 'looks at what is due, at least, in 5 minutes',
    minimum: 1,
    maximum: 4,
  },
  ReapsFailed: count(3, 'failed attempts to end a chat, in 5 minutes'),
  StartsUnfound: count(1, 'starts whose contact nobody knows, in 5 minutes'),
  QueueReads: count(5, 'reads of queues and places that Amazon Connect failed, in 5 minutes'),
  WafBlocks: percent(30, 'of requests refused by the web ACL, of a hundred and more in 5 minutes'),
  ParticipantVersionCrashes: count(1, 'crashes of the version in a minute'),
  ConnectVersionCrashes: count(1, 'crashes of the version in a minute'),
  ParticipantVersionFailures: count(3, 'requests that the version failed by its own fault, in 5 minutes'),
  ConnectVersionFailures: count(3, 'requests that the version failed by its own fault, in 5 minutes'),
} as const satisfies Readonly<Record<string, Threshold>>;

export type AlarmName = keyof typeof standards;

export type Thresholds = Readonly<Record<AlarmName, number>>;

/** Returns the thresholds in force: the standard ones, and what the settings have in their place. */
export function thresholdsOf(overrides: Readonly<Record<string, number>>): Thresholds {
  return Object.fromEntries(
    Object.entries(standards).map(([name, { standard }]) => [name, overrides[name] ?? standard]),
  ) as Record<AlarmName, number>;
}

/** Returns a sentence for each override that is wrong: there is no such alarm, or its value makes no sense. */
export function thresholdProblems(
  overrides: Readonly<Record<string, number>>,
  deployed: { readonly webAcl: boolean },
): readonly string[] {
  const names = Object.keys(standards).filter((name) => deployed.webAcl || name !== 'WafBlocks');
  return Object.entries(overrides).flatMap(([name, value]) => {
    if (!names.includes(name)) {
      const meant = nearestName(name, names);
      const hint = meant === undefined ? '' : `did you mean ${meant}? They are `;
      return [`alarmThresholds must have names of alarms, which ${name} is not: ${hint}${names.join(', ')}`];
    }
    const { minimum, maximum, unit } = standards[name as AlarmName];
    return Number.isFinite(value) && value >= minimum && value <= maximum
      ? []
      : [`alarmThresholds.${name} must be a number from ${minimum} to ${maximum} (${unit}), not ${value}`];
  });
}
