import { messageCost, total, type Cost } from './cost.ts';
import { enough } from './environments.ts';
import { inputs, values, type Input } from './inputs.ts';
import { firstLimit, limits, type ReachedLimit } from './limits.ts';
import { pointAt, sizes, type MeasuredCounts, type Point } from './model.ts';
import { exact, money, percent, plain } from './number.ts';
import { stormSaid } from './storm.ts';
import { table } from '../markdown-table.ts';

/** Returns the chapter of docs/performance.md about scale, in Markdown. */
export function scaleSection(counts: MeasuredCounts): string {
  const points = sizes.map((chats) => pointAt(chats, counts, values));
  const all = limits(counts, values);
  return [
    '## Scale',
    wrapped(
      'This is a model, as nobody pays for 10,000 chats to find out. Tests count what follows from the code (calls, units, ' +
        'bytes, rules), so a further write makes one fail. CPU times are those measured above. What visitors and AWS do is ' +
        'assumed, and listed below. "Chats" are those that are open at the same time.',
    ),
    '### How it grows',
    growth(points),
    said(points, counts),
    '### What is reached first',
    reached(all),
    firstSaid(all, points),
    '### When all chats reconnect',
    ...stormSaid().map(wrapped),
    '### What it is made of',
    assumptions(counts),
    '### What it leaves out',
    leftOut(counts),
  ].join('\n\n');
}

type Row = readonly [string, (point: Point) => string];

const paidFor: Readonly<Record<keyof Cost, string>> = {
  apiGateway: 'API Gateway',
  lambda: 'Lambda',
  dynamodb: 'DynamoDB',
  waf: 'WAF',
  logs: 'Logs',
  dataOut: 'Data out',
  fixed: 'Whatever the traffic: web ACL, alarms, dashboard, metrics',
};

const growthRows: readonly Row[] = [
  ['**Requests a second**', ({ requests }) => `**${plain(requests.all)}**`],
  ['– messages', ({ requests }) => plain(requests.messages)],
  ['– typing events and receipts', ({ requests }) => plain(requests.events)],
  ['– starts', ({ requests }) => plain(requests.starts)],
  ['– connections', ({ requests }) => plain(requests.connections)],
  ['**Dollars for a million messages**', ({ cost }) => `**${money(total(cost))}**`],
  ...Object.entries(paidFor).map(([service, what]): Row => [
    `– ${what}`,
    ({ cost }) => money(cost[service as keyof Cost]),
  ]),
  ["**API's own share of a message, p50**", ({ latency }) => `**${plain(latency.median)} ms**`],
  ["**API's own share of a message, p99**", ({ latency }) => `**${plain(latency.tail)} ms**`],
  ['Cold requests: participant function', ({ cold }) => percent(cold.participant)],
  ['Cold requests: starts', ({ cold }) => percent(cold.connect)],
  ['Environments at work at once', ({ concurrency }) => plain(concurrency)],
  ['DynamoDB, write units a second', ({ dynamodb }) => plain(dynamodb.writes)],
  ['– of the busiest partition', ({ dynamodb }) => plain(dynamodb.hottestWrites)],
  ['DynamoDB, read units a second', ({ dynamodb }) => plain(dynamodb.reads)],
  ['– of the busiest partition', ({ dynamodb }) => plain(dynamodb.hottestReads)],
  ["– of the busiest key, a session's row", ({ dynamodb }) => plain(dynamodb.hottestKey)],
  ['Log, GB a month', ({ logGigabytes }) => plain(logGigabytes)],
];

function growth(points: readonly Point[]): string {
  return table(
    ['Concurrent chats', ...points.map(({ chats }) => exact(chats))],
    growthRows.map(([name, of]) => [name, ...points.map(of)]),
  );
}

function said(points: readonly Point[], counts: MeasuredCounts): string {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return '';
  const variable = money(total(last.cost) - last.cost.fixed);
  return wrapped(
    `The cost of a million messages includes everything around them: ${plain(first.requests.all / first.requests.messages)} ` +
      "requests for each message, preflights among them. A message's own request costs " +
      `${money(messageCost(counts, values))} a million, as in [what it costs](deploy.md#costs); with the rest of its chat, ` +
      `${variable}. With few chats, the fixed part makes up most of the cost. Latency does not grow with the number of ` +
      'chats, as they share nothing but the table, whose keys are hashes. Its 99th percentile falls, because cold starts ' +
      'become rarer.',
  );
}

function reached(all: readonly ReachedLimit[]): string {
  return table(
    ['Limit', 'Default', 'Of', 'One chat takes', 'Reached beyond', 'Raised by'],
    all.map((limit) => [
      limit.name,
      `${exact(limit.value)} ${limit.unit}`.trim(),
      limit.of,
      plain(limit.taken(1)),
      `${exact(limit.chats)} chats`,
      limit.raisedBy,
    ]),
    [3, 4],
  );
}

function firstSaid(all: readonly ReachedLimit[], points: readonly Point[]): string {
  const first = firstLimit(all);
  const address = all.find((limit) => limit.of === 'an address');
  const others = all.find(({ name, of }) => of !== 'an address' && !name.startsWith('Connect'));
  const key = points[0]?.dynamodb.hottestKey ?? 0;
  const flood = all.find(({ name }) => name === "WAF's rate of requests");
  if (!first || !address || !others || !flood) return '';
  return [
    `If visitors come from everywhere, **${first.name}** is reached first: beyond ${exact(first.chats)} chats, events are ` +
      "answered with 429. API Gateway's throttle on most operations has the same default as Connect's quota, so raise the " +
      "quota first, then the throttle. Which of Connect's rates is reached next depends on what visitors do; its number of " +
      `concurrent chats does not. The first limit that is not Connect's is ${others.name}, at ${exact(others.chats)} chats.`,
    `Behind one address, such as an office's or a mobile network's, ${address.name} allows ${exact(address.chats)} ` +
      'chats. That is on purpose: the same limits keep one person from filling the instance and from using up the rates ' +
      'that all share.',
    `No key is ever hot. A session's row takes ${plain(key)} read units a second. Somebody who floods the API from one ` +
      `address reaches ${plain(flood.value / 300)}, of the 3,000 that a partition has. ClientTokens have a row each.`,
    'Limits are compared with averages. At random peaks a throttle is reached somewhat earlier: ask for a higher quota ' +
      'at four fifths of a limit.',
  ]
    .map(wrapped)
    .join('\n\n');
}

function assumptions({ message, event, coldCpuMilliseconds }: MeasuredCounts): string {
  const measured: readonly Input[] = [
    of('Message: calls of DynamoDB', message.dynamodbCalls, ''),
    of('– one after the other', message.sequentialDynamodbCalls, ''),
    of('– write units', message.writeUnits, ''),
    of('– read units', message.readUnits, ''),
    of('– log', message.logBytes, 'bytes'),
    of('– CPU time, warm', message.cpuMilliseconds, 'ms'),
    of('Event: calls of DynamoDB', event.dynamodbCalls, ''),
    of('– write units', event.writeUnits, ''),
    of('– read units', event.readUnits, ''),
    of('– log', event.logBytes, 'bytes'),
    of('– CPU time, warm', event.cpuMilliseconds, 'ms'),
    of('CPU time of a cold start, beyond an empty function', coldCpuMilliseconds, 'ms'),
  ];
  return table(
    ['Input', 'Value', 'Source'],
    [...measured, ...Object.values<Input>(inputs)].map(({ what, value, unit, source }) => [
      what,
      `${exact(value)} ${unit}`.trim(),
      source,
    ]),
    [1],
  );
}

function of(what: string, value: number, unit: string): Input {
  return { what, value: Number(value.toFixed(2)), unit, source: 'measured' };
}

function leftOut({ message }: MeasuredCounts): string {
  return [
    'The model assumes independent requests, and as many at noon as at four. In the morning, at a deployment, and with an ' +
      'occasional visitor, there are more cold starts than in the table. The environments needed are the ' +
      `${100 * enough} % quantile of an M/G/∞ queue. The share of cold requests is an approximation; a test compares it ` +
      'with a simulation.',
    'It assumes that nothing fails and nobody repeats: no retries, no replays (two calls, one write unit each), no ' +
      `attachments, no sign-in. The CPU time of ${plain(message.cpuMilliseconds)} ms is that of the machine that measured ` +
      "it, stretched to what Lambda gives at the functions' memory. Connect's own time counts in the cost and in the " +
      "environments, not in the API's share. Connect's charges for each message count in neither.",
    "Not verified: the durations marked as assumed; how long AWS keeps an idle environment; whether agents' own calls " +
      'count against the same quotas; under which names Service Quotas lists the rates; how long the tokens of the real ' +
      "Connect are (if all are as long as its model allows, a session's row exceeds 4 KB, and each read takes two " +
      'units). Prices are lower beyond some volumes, such as 333 million requests a month for API Gateway, and higher in ' +
      "other Regions. CloudWatch's quotas are left out, as AWS does not document how Lambda and API Gateway batch their lines.",
  ]
    .map(wrapped)
    .join('\n\n');
}

/** Matches what would begin a list, or a heading, at the beginning of a line. */
const marker = /^(?:\d+[.)]|[-+*#>]+)$/;

/** Wraps a text at 120 characters, as in the other documents. */
function wrapped(text: string): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line === '') lines[lines.length - 1] = word;
    else if (line.length + 1 + word.length <= 120 || marker.test(word))
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join('\n');
}
