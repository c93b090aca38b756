import type { Service } from '../../lambdas/core/access.ts';
import { functionTimeout } from '../functions.ts';
import { filled, type AlarmDeclaration, type Condition, type SimpleAlarm } from './alarm.ts';
import {
  apiGateway,
  connectChats,
  dynamodb,
  firewall,
  lambda,
  own,
  tableCalls,
  type Metric,
  type Place,
} from './metric.ts';
import { burnAlarms } from './service-levels.ts';

/** Every alarm of a deployment, the gravest first. Constructs, dashboard, runbook and tests follow from this. */
export function alarms(place: Place): readonly AlarmDeclaration[] {
  return [
    ...burnAlarms(place),
    sealFailed,
    ...crashes(place),
    failedAnswers(place),
    ...chatQuota(place),
    upstreamThrottling,
    ledgerFailures,
    outcomeUnknown,
    functionThrottles(place),
    ...functionDurations(place),
    ...tableAlarms(place),
    chatStartsLow,
    ...(place.webAclName === undefined ? [] : [wafBlocks(place, place.webAclName)]),
  ];
}

/** The events counted are the only data there is. */
const noneIsGood: Condition['missing'] = {
  treat: 'notBreaching',
  because: 'The metric has data only while it happens: none is good.',
};

/** The same metric of both functions, or of several calls. */
function sum(metrics: Readonly<Record<string, Metric>>): Pick<Condition, 'metrics' | 'expression'> {
  return { metrics, expression: Object.keys(metrics).map(filled).join(' + ') };
}

function ofBoth(name: Parameters<typeof own>[0]): Pick<Condition, 'metrics' | 'expression'> {
  return sum({
    participant: own(name, { service: 'participant' }),
    connect: own(name, { service: 'connect' }),
  });
}

const sealFailed: SimpleAlarm = {
  name: 'SealFailed',
  severity: 'urgent',
  loses:
    'A visitor’s chat is cut off: what the table holds for it does not open any more. Somebody may have changed the table.',
  condition: {
    ...ofBoth('sealFailures'),
    period: 5,
    breaches: { atLeast: 1 },
    missing: noneIsGood,
  },
};

function crashes(place: Place): readonly SimpleAlarm[] {
  return (['participant', 'connect'] as const).map((service) => ({
    name: service === 'connect' ? 'ConnectCrashes' : 'ParticipantCrashes',
    severity: 'urgent',
    loses:
      service === 'connect'
        ? 'Visitors cannot start a chat: the function behind it crashes or runs into its timeout.'
        : 'Visitors cannot chat: the function behind their messages crashes or runs into its timeout.',
    // The functions answer every error they know of, so that one more is a defect, a crash or a timeout.
    condition: {
      metrics: { errors: lambda(place, service, 'Errors') },
      expression: 'errors',
      period: 1,
      breaches: { atLeast: 1 },
      missing: { treat: 'notBreaching', because: 'Lambda counts invocations; without any, none has failed.' },
    },
    rollsBack: true,
  }));
}

function failedAnswers(place: Place): SimpleAlarm {
  return {
    name: 'FailedAnswers',
    severity: 'urgent',
    loses:
      'Visitors get "something went wrong" in place of an answer: at least five failed requests within a minute.',
    condition: {
      metrics: { errors: apiGateway(place, '5XXError') },
      expression: 'errors',
      period: 1,
      breaches: { atLeast: 5 },
      missing: {
        treat: 'notBreaching',
        because: 'API Gateway counts requests; without any, none has failed.',
      },
    },
    rollsBack: true,
  };
}

function chatQuota({ instanceIds }: Place): readonly SimpleAlarm[] {
  const metrics = Object.fromEntries(
    instanceIds.map((id, index) => [`used${index}`, connectChats(id, 'ConcurrentActiveChatsPercentage')]),
  );
  const names = Object.keys(metrics);
  const used = ([percent, severity]: readonly [number, 'urgent' | 'soon']): SimpleAlarm => ({
    name: `ChatQuota${percent}`,
    severity,
    loses:
      percent === 90
        ? 'Soon no visitor can start a chat: 90 % of the chats that the Connect instance takes at once are in use.'
        : 'No visitor has lost anything yet: 80 % of the chats that the Connect instance takes at once are in use.',
    condition: {
      metrics,
      expression: names.length === 1 ? 'used0' : `MAX([${names.join(', ')}])`,
      period: 5,
      breaches: { atLeast: percent },
      missing: {
        treat: 'ignore',
        because: 'Connect tells nothing without chats, but also while it fails to tell.',
      },
    },
  });
  return (
    [
      [90, 'urgent'],
      [80, 'soon'],
    ] as const
  ).map(used);
}

const upstreamThrottling: SimpleAlarm = {
  name: 'UpstreamThrottling',
  severity: 'soon',
  loses:
    'Visitors’ messages and starts are refused for a moment: Connect’s quota of calls is too low for the traffic.',
  condition: {
    ...ofBoth('throttled'),
    period: 5,
    breaches: { atLeast: 5 },
    during: { datapoints: 2, of: 3 },
    missing: noneIsGood,
  },
};

const ledgerFailures: SimpleAlarm = {
  name: 'LedgerFailures',
  severity: 'soon',
  loses:
    'A visitor’s retry may start no chat, or be answered by Connect in place of the ledger: its writes fail.',
  condition: {
    ...ofBoth('ledgerFailures'),
    period: 5,
    breaches: { atLeast: 5 },
    during: { datapoints: 2, of: 3 },
    missing: noneIsGood,
  },
};

const outcomeUnknown: SimpleAlarm = {
  name: 'OutcomeUnknown',
  severity: 'soon',
  loses: 'A visitor does not know whether a message or a chat went through, and neither do we.',
  condition: {
    ...ofBoth('outcomesUnknown'),
    period: 5,
    breaches: { atLeast: 1 },
    missing: noneIsGood,
  },
};

function functionThrottles(place: Place): SimpleAlarm {
  return {
    name: 'FunctionThrottles',
    severity: 'urgent',
    loses: 'Visitors are turned away: Lambda runs no more instances of a function than it does already.',
    condition: {
      ...sum({
        participant: lambda(place, 'participant', 'Throttles'),
        connect: lambda(place, 'connect', 'Throttles'),
      }),
      period: 1,
      breaches: { atLeast: 1 },
      during: { datapoints: 2, of: 5 },
      missing: { treat: 'notBreaching', because: 'Without invocations, none was throttled.' },
    },
  };
}

/** The part of its timeout that a function may regularly need. */
const timeoutUsed = 0.8;

function functionDurations(place: Place): readonly SimpleAlarm[] {
  const of = (service: Service, name: string, loses: string): SimpleAlarm => ({
    name,
    severity: 'soon',
    loses,
    condition: {
      metrics: { longest: lambda(place, service, 'Duration', 'p99') },
      expression: 'longest',
      period: 5,
      breaches: { atLeast: Math.round(timeoutUsed * functionTimeout(service)) },
      during: { datapoints: 3, of: 3 },
      missing: { treat: 'notBreaching', because: 'Without invocations, none takes long.' },
    },
  });
  return [
    of(
      'participant',
      'ParticipantDuration',
      'Visitors wait for half a minute to connect, and may get no answer at all.',
    ),
    of(
      'connect',
      'ConnectDuration',
      'Visitors wait for ten seconds for their chat to start, and may get no answer at all.',
    ),
  ];
}

function tableAlarms(place: Place): readonly SimpleAlarm[] {
  return [
    {
      name: 'TableThrottles',
      severity: 'soon',
      loses: 'Visitors’ requests take longer or fail: DynamoDB takes fewer reads and writes than there are.',
      condition: {
        ...sum({
          reads: dynamodb(place, 'ReadThrottleEvents'),
          writes: dynamodb(place, 'WriteThrottleEvents'),
        }),
        period: 5,
        breaches: { atLeast: 10 },
        missing: noneIsGood,
      },
    },
    {
      name: 'TableErrors',
      severity: 'soon',
      loses: 'Visitors cannot start chats, and some cannot go on with theirs: DynamoDB fails.',
      condition: {
        ...sum(
          Object.fromEntries(
            tableCalls.map((call) => [
              call[0]?.toLowerCase() + call.slice(1),
              dynamodb(place, 'SystemErrors', call),
            ]),
          ),
        ),
        period: 5,
        breaches: { atLeast: 5 },
        missing: noneIsGood,
      },
    },
  ];
}

const chatStartsLow: SimpleAlarm = {
  name: 'ChatStartsLow',
  severity: 'soon',
  loses:
    'Visitors may not find the chat, or their pages cannot reach it: far fewer start one than at this time of other weeks.',
  condition: {
    metrics: { started: own('chatsStarted', { service: 'connect' }) },
    expression: filled('started'),
    period: 15,
    breaches: { belowBandOf: 3 },
    during: { datapoints: 3, of: 3 },
    missing: {
      treat: 'ignore',
      because:
        'After a fall to nothing the alarm stays until somebody starts a chat; a night without any is no news.',
    },
  },
};

/** A crowd at the door: so many refused within five minutes, and at least so many of a hundred. */
const blocked = { least: 100, percent: 30 } as const;

function wafBlocks(place: Place, webAclName: string): SimpleAlarm {
  return {
    name: 'WafBlocks',
    severity: 'notice',
    loses: 'Probably nothing: WAF turns away a crowd. If the rules are wrong, visitors are among it.',
    condition: {
      metrics: {
        blocked: firewall(place, webAclName, 'BlockedRequests'),
        allowed: firewall(place, webAclName, 'AllowedRequests'),
      },
      expression:
        `IF(${filled('blocked')} >= ${blocked.least}, ` +
        `100 * ${filled('blocked')} / (${filled('blocked')} + ${filled('allowed')}), 0)`,
      period: 5,
      breaches: { atLeast: blocked.percent },
      missing: noneIsGood,
    },
  };
}
