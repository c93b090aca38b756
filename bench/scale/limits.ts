import { type Config, parseConfig } from '../../lib/config/config.ts';
import { rateRules, rateWindow } from '../../lib/api/rates.ts';
import { concurrentChats } from '../../local/simulated-connect/quotas.ts';
import { quotas } from '../../lambdas/operations/quotas.ts';
import { perChat } from './counts-of.ts';
import { environmentsNeeded } from './environments.ts';
import type { Values } from './inputs.ts';
import { loadOf } from './load.ts';
import type { MeasuredCounts } from './measured-counts.ts';
import { chatsOfHottestPartition, concurrencyAt } from './model.ts';
import { allRequests, asked, operationOf, ratesOfOneChat, type Asked } from './traffic.ts';

/** A limit that growing traffic reaches. */
export interface Limit {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Who has the limit. That of an address counts only the chats behind it. */
  readonly of: 'an address' | 'the instance' | 'the account' | 'the API' | 'the function' | 'the table';
  /** Returns how much of it so many chats take. Grows with their number. */
  readonly taken: (chats: number) => number;
  readonly raisedBy: string;
}

export interface ReachedLimit extends Limit {
  /** The most chats that the limit allows. */
  readonly chats: number;
}

/** Returns every limit, the one that is reached first before the others. */
export function limits(counts: MeasuredCounts, values: Values): readonly ReachedLimit[] {
  return [
    ...addressLimits(values),
    ...connectLimits(values),
    ...gatewayLimits(values),
    ...lambdaLimits(counts, values),
    ...tableLimits(counts, values),
  ]
    .map((limit) => ({ ...limit, chats: mostChats(limit) }))
    .toSorted((a, b) => a.chats - b.chats);
}

/** Returns the first limit that a site meets whose visitors are everywhere. */
export function firstLimit(all: readonly ReachedLimit[]): ReachedLimit | undefined {
  return all.find((limit) => limit.of !== 'an address');
}

/** Searches by bisection, as not all needs grow in proportion to the chats. */
function mostChats({ taken, value }: Limit): number {
  let fits = 0;
  let over = 1;
  while (taken(over) <= value && over < 1e7) over *= 2;
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    if (taken(middle) <= value) fits = middle;
    else over = middle;
  }
  return fits;
}

/** The web ACL's rules that count by address, as a deployment has them that says nothing of them. */
function addressLimits(values: Values): readonly Limit[] {
  const rates = ratesOfOneChat(values);
  return rateRules(deployed())
    .filter(({ by, withoutBearer = false }) => by === 'address' && !withoutBearer)
    .map(({ name, limit, of }) => ({
      name: `WAF's rate of ${name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase()}`,
      value: limit,
      unit: 'in 5 minutes',
      of: 'an address',
      taken: (chats) =>
        rateWindow *
        (of
          ? asked
              .filter((kind) => of.includes(operationOf[kind]))
              .reduce((sum, kind) => sum + chats * rates[kind], 0)
          : allRequests(chats, values)),
      raisedBy: raisedBy[name] ?? "`-c throttles=…`, with Connect's quotas",
    }));
}

const raisedBy: Readonly<Record<string, string>> = {
  Requests: '`-c requestsPerIp=…`',
  Starts: '`-c startsPerIp=…`',
};

function deployed(): Config {
  const id = '11111111-1111-4111-8111-111111111111';
  const parsed = parseConfig(
    {
      instanceArn: `arn:aws:connect:us-east-1:123456789012:instance/${id}`,
      contactFlowId: id,
      allowedOrigins: 'https://www.example.com',
    },
    {},
  );
  if ('problems' in parsed) throw new Error(parsed.problems.join('\n'));
  return parsed.config;
}

/** Operations whose quota is per account; those of the others are per instance. */
const ofAccount: ReadonlySet<string> = new Set(['StartChat']);

/** Names in Service Quotas, where they are not the operation's own. */
const quotaNames: Readonly<Record<string, string>> = { StartChat: 'StartChatContact' };
const quotaCodes: Readonly<Record<string, string>> = { StartChat: ' (L-AA48CD49)' };

/** What has to be raised with Connect's quota, where it is not API Gateway's throttle, which has the same default. */
const then: Readonly<Record<string, string>> = {
  StartChat: `; then \`-c admission='{"rate":…,"burst":…}'\``,
  CreateParticipantConnection: `; then \`-c quotas='{"connection":{…}}'\``,
};

/** Connect's quotas. */
function connectLimits(values: Values): readonly Limit[] {
  const rates = ratesOfOneChat(values);
  const names = [...new Set(asked.map((kind) => operationOf[kind].name))];
  const perOperation = names.map((name): Limit => {
    const kinds = asked.filter((kind: Asked) => operationOf[kind].name === name);
    const operation = kinds[0] && operationOf[kinds[0]];
    const { rate, burst } = operation?.quota ?? operation?.throttle ?? { rate: 0, burst: 0 };
    const quota = quotaNames[name] ?? name;
    return {
      name: `Connect's ${quota}`,
      value: rate,
      unit: `a second, burst ${burst}`,
      of: ofAccount.has(name) ? 'the account' : 'the instance',
      taken: (chats) => kinds.reduce((sum, kind) => sum + chats * rates[kind], 0),
      raisedBy:
        `Service Quotas, _Rate of ${quota} API requests_${quotaCodes[name] ?? ''}` +
        (then[name] ?? `; then \`-c throttles='{"${name}":{…}}'\``),
    };
  });
  return [
    ...perOperation,
    {
      name: "Connect's concurrent chats",
      value: concurrentChats,
      unit: '',
      of: 'the instance',
      taken: (chats) => chats,
      raisedBy: 'Service Quotas, _Concurrent active chats per instance_ (L-D4BA6F6E)',
    },
  ];
}

function gatewayLimits(values: Values): readonly Limit[] {
  return [
    {
      name: "API Gateway's requests",
      value: 10_000,
      unit: 'a second',
      of: 'the account',
      taken: (chats) => allRequests(chats, values),
      raisedBy: 'Service Quotas, _Throttle rate_ (L-8A5B8E43); 2,500 in some Regions',
    },
    {
      name: "API Gateway's preflights of one path",
      value: quotas.own.rate,
      unit: `a second, burst ${quotas.own.burst}`,
      of: 'the API',
      taken: (chats) => chats * ratesOfOneChat(values).start,
      raisedBy: '`lambdas/operations/quotas.ts`',
    },
  ];
}

function lambdaLimits(counts: MeasuredCounts, values: Values): readonly Limit[] {
  return [
    {
      name: "Lambda's concurrent executions",
      value: 1_000,
      unit: '',
      of: 'the account',
      taken: (chats) => concurrencyAt(chats, counts, values),
      raisedBy: 'Service Quotas, _Concurrent executions_ (L-B99A9384); new accounts have fewer',
    },
    {
      // Counts the case that all chats go on at once after an outage: from no environment to as many as they need.
      name: "Lambda's new environments",
      value: 1_000,
      unit: 'in 10 seconds',
      of: 'the function',
      taken: (chats) => environmentsNeeded(loadOf('participant', chats, counts, values)),
      raisedBy: 'nothing',
    },
  ];
}

function tableLimits(counts: MeasuredCounts, values: Values): readonly Limit[] {
  const rates = ratesOfOneChat(values);
  const writes = perChat(rates, counts, ({ writeUnits }) => writeUnits);
  const reads = perChat(rates, counts, ({ readUnits }) => readUnits);
  const hottest = (chats: number): number => chatsOfHottestPartition(chats, values);
  const spread = 'DynamoDB itself, which splits busy partitions';
  const warm = 'DynamoDB itself, to twice the last peak; warm throughput';
  return [
    {
      name: "DynamoDB's writes of a partition",
      value: 1_000,
      unit: 'units a second',
      of: 'the table',
      taken: (chats) => hottest(chats) * writes,
      raisedBy: spread,
    },
    {
      name: "DynamoDB's reads of a partition",
      value: 3_000,
      unit: 'units a second',
      of: 'the table',
      taken: (chats) => hottest(chats) * reads,
      raisedBy: spread,
    },
    {
      name: "DynamoDB's writes of a new table",
      value: 4_000,
      unit: 'units a second',
      of: 'the table',
      taken: (chats) => chats * writes,
      raisedBy: warm,
    },
    {
      name: "DynamoDB's reads of a new table",
      value: 12_000,
      unit: 'units a second',
      of: 'the table',
      taken: (chats) => chats * reads,
      raisedBy: warm,
    },
    {
      name: "DynamoDB's writes of any table",
      value: 40_000,
      unit: 'units a second',
      of: 'the table',
      taken: (chats) => chats * writes,
      raisedBy: 'Service Quotas, _Table-level write throughput limit_',
    },
  ];
}
