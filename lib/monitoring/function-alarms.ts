import { judgedMetric } from '../../lambdas/core/metrics.ts';
import { functionTimeout } from '../functions/functions.ts';
import { noneIsGood, sum, type SimpleAlarm, type VersionAlarm } from './alarm.ts';
import { lambda, lambdaVersion, ownOfVersion, type Place } from './metric.ts';
import type { Thresholds } from './thresholds.ts';

const noInvocations = {
  treat: 'notBreaching',
  because: 'Lambda counts invocations; without any, none has failed.',
} as const;

/**
 * Alarms on errors of a function. It answers every error that it knows of, so any other is a defect, a crash or a
 * timeout.
 */
export function crashes(place: Place, thresholds: Thresholds): readonly SimpleAlarm[] {
  return (
    [
      [
        'ParticipantCrashes',
        'participant',
        'Visitors cannot chat: the function behind their messages crashes or runs into its timeout.',
      ],
      [
        'ConnectCrashes',
        'connect',
        'Visitors cannot start a chat: the function behind it crashes or runs into its timeout.',
      ],
    ] as const
  ).map(([name, service, loses]) => ({
    name,
    severity: 'urgent',
    loses,
    condition: {
      metrics: { errors: lambda(place, service, 'Errors') },
      expression: 'errors',
      period: 1,
      breaches: { atLeast: thresholds[name] },
      missing: noInvocations,
    },
  }));
}

/**
 * Returns the alarms on what a new version does wrong while it has a part of the requests. They look at nothing else:
 * an incident of the former version, of Connect or of the other function must not keep a deployment from beginning, nor
 * end it.
 */
export function versionAlarms(place: Place, thresholds: Thresholds): readonly VersionAlarm[] {
  return (
    [
      ['participant', 'ParticipantVersionCrashes', 'ParticipantVersionFailures', 'behind visitors’ messages'],
      ['connect', 'ConnectVersionCrashes', 'ConnectVersionFailures', 'that starts visitors’ chats'],
    ] as const
  ).flatMap(([service, crash, failure, what]): readonly VersionAlarm[] => [
    {
      name: crash,
      judges: service,
      loses: `A new version of the function ${what} crashes or runs into its timeout: its deployment is rolled back.`,
      condition: {
        metrics: { errors: lambdaVersion(place, service, 'Errors') },
        expression: 'errors',
        period: 1,
        breaches: { atLeast: thresholds[crash] },
        missing: noInvocations,
      },
    },
    {
      name: failure,
      judges: service,
      loses: `A new version of the function ${what} answers "something went wrong": its deployment is rolled back.`,
      condition: {
        metrics: { failures: ownOfVersion(place, service, judgedMetric) },
        expression: 'failures',
        period: 5,
        breaches: { atLeast: thresholds[failure] },
        missing: noneIsGood,
      },
    },
  ]);
}

export function functionThrottles(place: Place, { FunctionThrottles: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'FunctionThrottles',
    severity: 'urgent',
    loses: 'Visitors are turned away: Lambda does not run more instances of a function.',
    condition: {
      ...sum({
        participant: lambda(place, 'participant', 'Throttles'),
        connect: lambda(place, 'connect', 'Throttles'),
      }),
      period: 1,
      breaches: { atLeast },
      during: { datapoints: 2, of: 5 },
      missing: { treat: 'notBreaching', because: 'Without invocations, none was throttled.' },
    },
  };
}

export function functionDurations(place: Place, thresholds: Thresholds): readonly SimpleAlarm[] {
  return (
    [
      [
        'ParticipantDuration',
        'participant',
        'Visitors wait for half a minute to connect, and may get no answer at all.',
      ],
      [
        'ConnectDuration',
        'connect',
        'Visitors wait for ten seconds for their chat to start, and may get no answer at all.',
      ],
    ] as const
  ).map(([name, service, loses]) => ({
    name,
    severity: 'soon',
    loses,
    condition: {
      metrics: { longest: lambda(place, service, 'Duration', 'p99') },
      expression: 'longest',
      period: 5,
      breaches: { atLeast: Math.round((thresholds[name] / 100) * functionTimeout(service)) },
      during: { datapoints: 3, of: 3 },
      missing: { treat: 'notBreaching', because: 'Without invocations, none takes long.' },
    },
  }));
}
