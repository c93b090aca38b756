import { ledgerRetention } from '../../lambdas/core/ledger.ts';
import { sessionRetention } from '../../lambdas/core/session.ts';

/** An input of the model: what it is, and how it is known. */
export interface Input {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly source: string;
}

const assumed = 'assumed';
/** List prices without free tiers and volume discounts; the same that docs/deploy.md has. */
const listed = 'list price, us-east-1, November 2026';
/** Inputs that test/bench compares with the code. */
const stack = 'the stack';
const counted = 'counted';

const milliseconds = 'ms';
const dollars = '$ a million';
const monthly = '$ a month';
const hour = 3_600_000;

/** Everything that the model assumes about visitors, AWS and the stack. What is measured comes with MeasuredCounts. */
export const inputs = {
  messages: input('Messages of a visitor', 1, 'a minute', assumed),
  typing: input(
    'Typing events',
    2,
    'a message',
    `${assumed}; amazon-connect-chatjs sends at most one in 10 s of typing`,
  ),
  receipts: input(
    'Receipts of a visitor',
    1,
    'a message',
    `${assumed}: an answer to each message, read at once`,
  ),
  chatMinutes: input('Length of a chat', 10, 'minutes', assumed),
  reconnections: input('Connections after the first', 0.2, 'a chat', assumed),
  transcripts: input('Transcripts', 1, 'a chat', assumed),
  disconnects: input(
    'Disconnects by the visitor',
    0.5,
    'a chat',
    `${assumed}; the others are ended by the agent`,
  ),
  preflights: input(
    'Preflights',
    6,
    'a chat',
    'one for each path used; browsers remember them for up to two hours',
  ),
  hours: input('Hours with so many chats', 243, 'a month', `${assumed}: eight a day`),

  apiGateway: input('API Gateway, REST', 3.5, dollars, listed),
  lambdaRequest: input('Lambda, requests', 0.2, dollars, listed),
  lambdaTime: input(
    'Lambda, arm64',
    0.000_013_333_4,
    '$ a GB-second',
    `${listed}; initialization is billed too`,
  ),
  writeUnit: input('DynamoDB, write units on demand', 0.625, dollars, listed),
  readUnit: input('DynamoDB, read units on demand', 0.125, dollars, listed),
  storage: input('DynamoDB, storage with point-in-time recovery', 0.45, '$ a GB-month', listed),
  waf: input('WAF, requests', 0.6, dollars, listed),
  logs: input('CloudWatch Logs, ingestion', 0.5, '$ a GB', listed),
  dataOut: input('Data out', 0.09, '$ a GB', listed),
  webAcl: input('Web ACL', 5, monthly, listed),
  webAclRule: input('Rule of a web ACL', 1, monthly, listed),
  alarmMetric: input('Metric of an alarm', 0.1, monthly, listed),
  compositeAlarm: input('Composite alarm', 0.5, monthly, listed),
  dashboard: input('Dashboard', 3, monthly, listed),
  customMetric: input('Custom metric', 0.3, monthly, `${listed}; for the hours in which it has data`),

  webAclRules: input('Rules of the web ACL', 11, '', stack),
  alarmMetrics: input('Metrics that alarms watch', 67, '', stack),
  compositeAlarms: input('Composite alarms', 7, '', stack),
  customMetrics: input('Custom metrics in use', 45, '', 'docs/deploy.md'),
  participantMemory: input('Memory of the function for participants', 512, 'MB', stack),
  connectMemory: input('– for starts', 1_024, 'MB', stack),
  accessLogBytes: input('Line of the access log', 343, 'bytes', stack),
  answerBytes: input('Answer with its headers', 1_000, 'bytes', assumed),
  dueWrites: input('Writes of the index of chats that are due', 4, 'a chat', counted),
  ledgerRow: input("Row of a message's ClientToken", 406, 'bytes', counted),
  ledgerHours: input('It stays for', ledgerRetention / hour, 'hours', stack),
  sessionRow: input(
    "A connected session's row",
    1_858,
    'bytes',
    `${counted}, with the simulated Connect's tokens of 364 characters`,
  ),
  endedRow: input("An ended session's row", 335, 'bytes', counted),
  sessionHours: input('It stays for', sessionRetention / hour, 'hours', stack),

  dynamodbMedian: input('Round trip to DynamoDB, median', 4, milliseconds, `${assumed}; AWS: single-digit`),
  dynamodbTail: input('– 99th percentile', 12, milliseconds, assumed),
  connectMedian: input('Call of Connect, median', 100, milliseconds, assumed),
  connectTail: input('– 99th percentile', 400, milliseconds, assumed),
  gatewayMedian: input('API Gateway, WAF and invocation, median', 20, milliseconds, assumed),
  gatewayTail: input('– 99th percentile', 60, milliseconds, assumed),
  coldMedian: input(
    'Cold start of an empty function, median',
    125,
    milliseconds,
    'maxday/lambda-perf, Node.js 24 on arm64',
  ),
  coldTail: input('– 99th percentile', 250, milliseconds, assumed),
  coreMemory: input('Memory that comes with a whole core', 1_769, 'MB', "Lambda's documentation"),
  slicePeriod: input(
    'Period in which a function has its slice of a core',
    20,
    milliseconds,
    'published measurements of Lambda; not documented',
  ),
  idleMinutes: input(
    'An idle environment lives for',
    10,
    'minutes',
    'not documented; others measured 10 (2019) to 60, so the shortest',
  ),
  partitions: input(
    'Partitions of a new on-demand table',
    4,
    '',
    'its first 4,000 write units a second, by 1,000 a partition',
  ),
} as const satisfies Readonly<Record<string, Input>>;

export type Values = { readonly [Name in keyof typeof inputs]: number };

/** The inputs as the documentation prints them. */
export const values = Object.fromEntries(
  Object.entries(inputs).map(([name, { value }]) => [name, value]),
) as Values;

function input(what: string, value: number, unit: string, source: string): Input {
  return { what, value, unit, source };
}
