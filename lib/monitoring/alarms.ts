import type { MetricName } from '../../lambdas/core/metrics.ts';
import { tableCalls } from '../../lambdas/table.ts';
import { filled, noneIsGood, sum, type AlarmDeclaration, type Condition, type SimpleAlarm } from './alarm.ts';
import { chatQuota } from './chat-quota.ts';
import { crashes, functionDurations, functionThrottles } from './function-alarms.ts';
import { apiGateway, dynamodb, firewall, own, type Place } from './metric.ts';
import { reaperAlarms } from './reaper-alarms.ts';
import { burnAlarms } from './service-levels.ts';
import type { Thresholds } from './thresholds.ts';

/**
 * Returns every alarm of a deployment that notifies somebody, the gravest first. Constructs, dashboard, runbook and
 * tests follow from this.
 */
export function alarms(place: Place, thresholds: Thresholds): readonly AlarmDeclaration[] {
  return [
    ...burnAlarms(place, thresholds),
    sealFailed(place, thresholds),
    ...crashes(place, thresholds),
    failedAnswers(place, thresholds),
    ...chatQuota(place, thresholds),
    upstreamThrottling(place, thresholds),
    eventsShed(place, thresholds),
    startsLimited(place, thresholds),
    unverified(place, thresholds),
    ledgerFailures(place, thresholds),
    outcomeUnknown(place, thresholds),
    functionThrottles(place, thresholds),
    ...functionDurations(place, thresholds),
    tableThrottles(place, thresholds),
    tableErrors(place, thresholds),
    chatStartsLow(place, thresholds),
    ...reaperAlarms(place, thresholds),
    queueReads(place, thresholds),
    ...(place.webAclName === undefined ? [] : [wafBlocks(place, place.webAclName, thresholds)]),
  ];
}

function ofBoth(place: Place, name: MetricName): Pick<Condition, 'metrics' | 'expression'> {
  return sum({
    participant: own(place, name, { service: 'participant' }),
    connect: own(place, name, { service: 'connect' }),
  });
}

function sealFailed(place: Place, { SealFailed: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'SealFailed',
    severity: 'urgent',
    loses:
      'A visitor’s chat is cut off: its row in the table cannot be decrypted any more. Somebody may have changed the table.',
    condition: {
      ...ofBoth(place, 'sealFailures'),
      period: 5,
      breaches: { atLeast },
      missing: noneIsGood,
    },
  };
}

function failedAnswers(place: Place, { FailedAnswers: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'FailedAnswers',
    severity: 'urgent',
    loses: 'Visitors get "something went wrong" instead of an answer: several within a minute.',
    condition: {
      metrics: { errors: apiGateway(place, '5XXError') },
      expression: 'errors',
      period: 1,
      breaches: { atLeast },
      missing: {
        treat: 'notBreaching',
        because: 'API Gateway counts requests; without any, none has failed.',
      },
    },
  };
}

function upstreamThrottling(place: Place, { UpstreamThrottling: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'UpstreamThrottling',
    severity: 'soon',
    loses:
      'Visitors’ messages and starts are refused for a moment: Connect’s quota of calls is too low for the traffic.',
    condition: {
      ...ofBoth(place, 'throttled'),
      period: 5,
      breaches: { atLeast },
      during: { datapoints: 2, of: 3 },
      missing: noneIsGood,
    },
  };
}

function eventsShed(place: Place, { EventsShed: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'EventsShed',
    severity: 'notice',
    loses:
      'Agents do not see that a visitor types, or has read: messages need nearly all that Connect’s quota allows.',
    condition: {
      ...sum({ participant: own(place, 'shed', { service: 'participant' }) }),
      period: 5,
      breaches: { atLeast },
      during: { datapoints: 2, of: 3 },
      missing: noneIsGood,
    },
  };
}

function startsLimited(place: Place, { StartsLimited: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'StartsLimited',
    severity: 'soon',
    loses:
      'Some visitors have to wait before they can start a chat: so many are open or begin that a limit keeps more of them off.',
    condition: {
      ...sum({ limited: own(place, 'chatsRefusedLimited', { service: 'connect' }) }),
      period: 5,
      breaches: { atLeast },
      during: { datapoints: 2, of: 3 },
      missing: noneIsGood,
    },
  };
}

function unverified(place: Place, { Unverified: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'Unverified',
    severity: 'soon',
    loses:
      'Visitors cannot start chats, or robots can: nobody can check the tokens of the CAPTCHA, and onFailure decides.',
    condition: {
      ...sum({ unverified: own(place, 'unverified', { service: 'connect' }) }),
      period: 5,
      breaches: { atLeast },
      during: { datapoints: 2, of: 3 },
      missing: noneIsGood,
    },
  };
}

function ledgerFailures(place: Place, { LedgerFailures: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'LedgerFailures',
    severity: 'soon',
    loses:
      'The ledger’s writes fail: visitors’ chats may not start, and retries are answered by Connect instead of the ledger.',
    condition: {
      ...ofBoth(place, 'ledgerFailures'),
      period: 5,
      breaches: { atLeast },
      during: { datapoints: 2, of: 3 },
      missing: noneIsGood,
    },
  };
}

function outcomeUnknown(place: Place, { OutcomeUnknown: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'OutcomeUnknown',
    severity: 'soon',
    loses: 'Nobody knows whether a visitor’s message or chat start was carried out.',
    condition: {
      ...ofBoth(place, 'outcomesUnknown'),
      period: 5,
      breaches: { atLeast },
      missing: noneIsGood,
    },
  };
}

function tableThrottles(place: Place, { TableThrottles: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'TableThrottles',
    severity: 'soon',
    loses:
      'Visitors’ requests take longer or fail: DynamoDB accepts fewer reads and writes than requests need.',
    condition: {
      ...sum({
        reads: dynamodb(place, 'ReadThrottleEvents'),
        writes: dynamodb(place, 'WriteThrottleEvents'),
      }),
      period: 5,
      breaches: { atLeast },
      missing: noneIsGood,
    },
  };
}

function tableErrors(place: Place, { TableErrors: atLeast }: Thresholds): SimpleAlarm {
  const errors = tableCalls.map((call) => [
    call[0]?.toLowerCase() + call.slice(1),
    dynamodb(place, 'SystemErrors', call),
  ]);
  return {
    name: 'TableErrors',
    severity: 'soon',
    loses: 'Visitors cannot start chats, and some cannot continue theirs: DynamoDB fails.',
    condition: {
      ...sum(Object.fromEntries(errors)),
      period: 5,
      breaches: { atLeast },
      missing: noneIsGood,
    },
  };
}

function chatStartsLow(place: Place, { ChatStartsLow: belowBandOf }: Thresholds): SimpleAlarm {
  return {
    name: 'ChatStartsLow',
    severity: 'soon',
    loses:
      'Visitors may not find the chat, or their pages cannot reach it: far fewer chats start than at this time of other weeks.',
    condition: {
      ...sum({ started: own(place, 'chatsStarted', { service: 'connect' }) }),
      period: 15,
      breaches: { belowBandOf },
      during: { datapoints: 3, of: 3 },
      missing: {
        treat: 'ignore',
        because:
          'After a fall to nothing the alarm stays until somebody starts a chat; a night without any is no news.',
      },
    },
  };
}

function queueReads(place: Place, { QueueReads: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'QueueReads',
    severity: 'notice',
    loses: 'Visitors are not told whether anybody is there, or how long they will wait. Their chats go on.',
    condition: {
      ...sum({ failed: own(place, 'queueReadFailures', { service: 'connect' }) }),
      period: 5,
      breaches: { atLeast },
      during: { datapoints: 2, of: 3 },
      missing: noneIsGood,
    },
  };
}

/** More than so many requests refused in five minutes is no accident. */
const crowd = 100;

function wafBlocks(place: Place, webAclName: string, { WafBlocks: atLeast }: Thresholds): SimpleAlarm {
  return {
    name: 'WafBlocks',
    severity: 'notice',
    loses:
      'Probably nothing: WAF refuses many requests. If its rules are wrong, visitors’ requests are among them.',
    condition: {
      metrics: {
        blocked: firewall(place, webAclName, 'BlockedRequests'),
        allowed: firewall(place, webAclName, 'AllowedRequests'),
      },
      expression:
        `IF(${filled('blocked')} >= ${crowd}, ` +
        `100 * ${filled('blocked')} / (${filled('blocked')} + ${filled('allowed')}), 0)`,
      period: 5,
      breaches: { atLeast },
      missing: noneIsGood,
    },
  };
}
