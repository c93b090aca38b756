import type { BurnAlarm, Condition } from './alarm.ts';
import { filled } from './alarm.ts';
import { apiGateway, own, type Metric, type Place } from './metric.ts';
import type { Thresholds } from './thresholds.ts';

/**
 * A service level over 30 days. Alarms go off when its error budget is used up too fast. As in
 * https://sre.google/workbook/alerting-on-slos/, an alarm looks at a long window to see whether it matters, and at a
 * short one to see whether it is still going on.
 */
export interface ServiceLevel {
  readonly name: 'Availability' | 'ChatStarts';
  readonly title: string;
  /** Percent of requests that must succeed. */
  readonly target: number;
  /** Failed requests and all requests, in metric math over `metrics`. */
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly bad: string;
  readonly all: string;
  /** Fewer failures than this in the long window raise no alarm. */
  readonly least: number;
  readonly loses: { readonly fast: string; readonly slow: string };
}

/** Windows in minutes. The burn rates are in thresholds.ts. */
export const burns = [
  { name: 'FastBurn', severity: 'urgent', long: 60, short: 5 },
  { name: 'SlowBurn', severity: 'soon', long: 360, short: 30 },
] as const;

export function serviceLevels(place: Place): readonly ServiceLevel[] {
  const refused = ['full', 'throttled', 'failed'].map(filled).join(' + ');
  return [
    {
      name: 'Availability',
      title: 'Availability: requests not answered with 5xx',
      target: 99.9,
      // API Gateway's count includes requests that a crashed function could not count.
      metrics: { errors: apiGateway(place, '5XXError'), requests: apiGateway(place, 'Count') },
      bad: filled('errors'),
      all: filled('requests'),
      least: 5,
      loses: {
        fast: 'Visitors get "something went wrong" instead of an answer, so often that a month’s error budget is used up in two days.',
        slow: 'Some visitors have been getting "something went wrong" instead of an answer for hours.',
      },
    },
    {
      name: 'ChatStarts',
      title: 'Chat starts that succeed, of those that may',
      target: 99.5,
      metrics: {
        started: own(place, 'chatsStarted', { service: 'connect' }),
        full: own(place, 'chatsRefusedFull', { service: 'connect' }),
        throttled: own(place, 'chatsRefusedThrottled', { service: 'connect' }),
        failed: own(place, 'chatsRefusedFailed', { service: 'connect' }),
      },
      bad: `(${refused})`,
      all: `(${filled('started')} + ${refused})`,
      least: 3,
      loses: {
        fast: 'Visitors cannot start a chat: it fails, or all chats are busy.',
        slow: 'Some visitors could not start a chat, for hours.',
      },
    },
  ];
}

/** The service level of sending: `target` percent of messages take less than `threshold` milliseconds. */
export const sendLatency = { target: 95, threshold: 800 } as const;

export function burnAlarms(place: Place, thresholds: Thresholds): readonly BurnAlarm[] {
  return [
    ...serviceLevels(place).flatMap((level) => burnsOf(level, thresholds)),
    ...latencyBurns(place, thresholds),
  ];
}

function burnsOf(
  { name, target, metrics, bad, all, least, loses }: ServiceLevel,
  thresholds: Thresholds,
): readonly BurnAlarm[] {
  return burns.map(({ name: burn, severity, long, short }) => {
    const rate = thresholds[`${name}${burn}`];
    const window = (period: number, floor: number): Condition => ({
      metrics,
      expression: `IF(${bad} >= ${floor}, 100 * ${bad} / ${all}, 0)`,
      period,
      breaches: { atLeast: round(rate * (100 - target)) },
      missing: { treat: 'notBreaching', because: 'Without requests, nothing has failed.' },
    });
    return {
      name: `${name}${burn}`,
      severity,
      loses: burn === 'FastBurn' ? loses.fast : loses.slow,
      parts: { Long: window(long, least), Short: window(short, 1) },
    };
  });
}

/**
 * Returns the alarms on latency. More than 72 % of messages are slow exactly when the 28th percentile is, so a
 * percentile gives the burn rate without a count of slow messages.
 */
function latencyBurns(place: Place, thresholds: Thresholds): readonly BurnAlarm[] {
  const { target, threshold } = sendLatency;
  return burns.map(({ name: burn, severity, long, short }) => {
    const slow = thresholds[`SendLatency${burn}`] * (100 - target);
    const window = (period: number): Condition => ({
      metrics: { sends: own(place, 'duration', { operation: 'SendMessage' }, percentile(100 - slow)) },
      expression: 'sends',
      period,
      breaches: { atLeast: threshold },
      missing: { treat: 'notBreaching', because: 'Without messages, nobody waits.' },
    });
    return {
      name: `SendLatency${burn}`,
      // A slow message is not lost: nobody has to get up for it.
      severity: severity === 'urgent' ? 'soon' : 'notice',
      loses:
        burn === 'FastBurn'
          ? 'Most messages of visitors take longer than 0.8 s to be sent.'
          : 'A good part of visitors’ messages has taken longer than 0.8 s to be sent, for hours.',
      parts: { Long: window(long), Short: window(short) },
    };
  });
}

/** Writes a percentile with two decimals, which CloudWatch takes everywhere. */
function percentile(value: number): string {
  return `p${Number(value.toFixed(2))}`;
}

/** Rounds off the errors of floating point. */
function round(value: number): number {
  return Number(value.toFixed(6));
}
