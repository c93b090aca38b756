import { perChat } from './counts-of.ts';
import type { Values } from './inputs.ts';
import { coldDuration, handlerDuration, memoryOf } from './latency.ts';
import { coldShareOf, loadOf } from './load.ts';
import type { MeasuredCounts } from './measured-counts.ts';
import { allRequests, ratesOfOneChat } from './traffic.ts';

/** Dollars by what they are paid for. */
export interface Cost {
  readonly apiGateway: number;
  readonly lambda: number;
  readonly dynamodb: number;
  readonly waf: number;
  readonly logs: number;
  readonly dataOut: number;
  /** Dollars a month without a single request: web ACL, alarms, dashboard, metrics. */
  readonly fixed: number;
}

const million = 1e6;
const gigabyte = 1e9;
/** Seconds of a month, as AWS bills it. */
const hoursOfMonth = 730;

/** Returns what a month costs before anybody chats. Metrics cost for the hours in which they have data. */
export function fixedCost(values: Values): number {
  return (
    values.webAcl +
    values.webAclRules * values.webAclRule +
    values.alarmMetrics * values.alarmMetric +
    values.compositeAlarms * values.compositeAlarm +
    values.dashboard +
    (values.customMetrics * values.customMetric * values.hours) / hoursOfMonth
  );
}

/** Returns what a month costs with so many concurrent chats for so many hours. */
export function monthlyCost(chats: number, counts: MeasuredCounts, values: Values): Cost {
  const seconds = values.hours * 3_600;
  const rates = ratesOfOneChat(values);
  const took = (of: Parameters<typeof perChat>[2]): number => chats * perChat(rates, counts, of) * seconds;
  const requests = allRequests(chats, values) * seconds;
  const units =
    (took(({ writeUnits }) => writeUnits) + chats * rates.start * values.dueWrites * seconds) *
      values.writeUnit +
    took(({ readUnits }) => readUnits) * values.readUnit;
  return {
    apiGateway: (requests * values.apiGateway) / million,
    lambda: lambdaCost(chats, counts, values) * seconds,
    dynamodb: units / million + (storedBytes(chats, values) / gigabyte) * values.storage,
    waf: (requests * values.waf) / million,
    logs: ((took(({ logBytes }) => logBytes) + requests * values.accessLogBytes) / gigabyte) * values.logs,
    dataOut: ((requests * values.answerBytes) / gigabyte) * values.dataOut,
    fixed: fixedCost(values),
  };
}

/** Dollars a second. */
function lambdaCost(chats: number, counts: MeasuredCounts, values: Values): number {
  return (['participant', 'connect'] as const).reduce((sum, service) => {
    const { requests, seconds } = loadOf(service, chats, counts, values);
    const cold =
      coldShareOf(service, chats, counts, values) * coldDuration(service, counts.coldCpuMilliseconds, values);
    const gigabytes = memoryOf(service, values) / 1_024;
    const time = (seconds + cold / 1_000) * gigabytes * values.lambdaTime;
    return sum + requests * (time + values.lambdaRequest / million);
  }, 0);
}

/** Returns the bytes in the table, on average: rows come in during the hours of traffic, and stay for their time. */
export function storedBytes(chats: number, values: Values): number {
  const rates = ratesOfOneChat(values);
  const anHour = (rate: number): number => (chats * rate * 3_600 * values.hours) / hoursOfMonth;
  const sessionRow = values.disconnects * values.endedRow + (1 - values.disconnects) * values.sessionRow;
  return (
    anHour(rates.message + rates.start + rates.disconnect) * values.ledgerHours * values.ledgerRow +
    anHour(rates.start) * values.sessionHours * sessionRow
  );
}

/** Returns the share of a month's cost for a million messages of visitors. */
export function costPerMillionMessages(chats: number, counts: MeasuredCounts, values: Values): Cost {
  const messages = chats * ratesOfOneChat(values).message * values.hours * 3_600;
  const cost = monthlyCost(chats, counts, values);
  return Object.fromEntries(
    Object.entries(cost).map(([service, paid]) => [service, (paid * million) / messages]),
  ) as unknown as Cost;
}

/** Returns the dollars for a million requests that send a message, warm, without the rest of the chats. */
export function messageCost({ message }: MeasuredCounts, values: Values): number {
  const gigabytes = memoryOf('participant', values) / 1_024;
  const time =
    (handlerDuration('participant', message, values) / 1_000) * gigabytes * values.lambdaTime * million;
  const units = message.writeUnits * values.writeUnit + message.readUnits * values.readUnit;
  // One byte a request is a megabyte for a million.
  const logs = ((message.logBytes + values.accessLogBytes) / 1_000) * values.logs;
  return (
    values.apiGateway +
    values.waf +
    values.lambdaRequest +
    time +
    units +
    logs +
    (values.answerBytes / 1_000) * values.dataOut
  );
}

export function total(cost: Cost): number {
  return Object.values(cost).reduce((sum: number, paid: number) => sum + paid, 0);
}
