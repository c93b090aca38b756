import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';

/** Which logs a query reads: those of the functions, of the one that ends chats, and API Gateway's access log. */
export type LogName = 'participant' | 'connect' | 'reaper' | 'access';

export interface Query {
  /** Its name in Logs Insights, behind the deployment’s. */
  readonly name: string;
  readonly logs: readonly LogName[];
  /** The query's lines. An operator replaces what stands in capitals. */
  readonly lines: readonly string[];
}

const functions = ['participant', 'connect'] as const;

/** The saved queries of Logs Insights; docs/runbook.md sends there by name. */
export const queries: readonly Query[] = [
  {
    name: 'One chat by its reference',
    logs: functions,
    lines: [
      'fields @timestamp, operation, status, errorCode, reason, duration, upstream, attempts, ledger, connection, requestId',
      'filter chat = "CHAT_REFERENCE"',
      'sort @timestamp asc',
      'limit 1000',
    ],
  },
  {
    name: 'One request by its id',
    logs: [...functions, 'access'],
    lines: [
      'fields @timestamp, @log, @message',
      'filter requestId = "REQUEST_ID" or upstreamRequestId = "REQUEST_ID" or traceId = "REQUEST_ID"',
      'sort @timestamp asc',
    ],
  },
  {
    name: 'Errors by operation and code',
    logs: functions,
    lines: [
      'filter status >= 400',
      'stats count(*) as errors, latest(requestId) as example by operation, status, errorCode, reason, defect, at, version',
      'sort errors desc',
    ],
  },
  {
    name: 'Slowest upstream calls',
    logs: functions,
    lines: [
      'filter attempts > 0',
      'fields @timestamp, operation, upstream, attempts, pauses, own, dynamodb, status, upstreamRequestId, chat',
      'sort upstream desc',
      'limit 100',
    ],
  },
  {
    name: 'Replays and conflicts',
    logs: functions,
    lines: [
      'stats sum(replays) as replayed, sum(conflicts) as conflicted, sum(mismatches) as mismatched, sum(takeovers) as takenOver, sum(outcomesUnknown) as unknown, sum(ledgerFailures) as failedWrites by bin(5m), operation',
      'sort operation asc',
    ],
  },
  {
    name: 'Refused starts by reason and origin',
    logs: ['connect'],
    lines: [
      'filter operation in ["StartChat", "StartChatContact"] and status >= 400',
      'stats count(*) as refused, latest(requestId) as example by reason, errorCode, origin',
      'sort refused desc',
    ],
  },
  {
    name: 'Throttling over time',
    logs: functions,
    lines: [
      'stats sum(throttled) as refused, sum(absorbed) as madeGood, sum(pauses) as waited by bin(5m), operation',
      'filter refused > 0 or madeGood > 0',
    ],
  },
  {
    name: 'Chats ended, and what could not be',
    logs: ['reaper'],
    lines: [
      'filter chatsReaped > 0 or reapsFailed > 0 or startsUnfound > 0',
      'fields @timestamp, ended, expired, over, reapsFailed, lateness, reason, instanceId, chat',
      'sort @timestamp desc',
      'limit 1000',
    ],
  },
  {
    name: 'Cold starts',
    logs: functions,
    lines: [
      'filter ispresent(cold)',
      'stats count(*) as coldStarts, pct(duration, 50) as median, max(duration) as longest by service, bin(1h)',
    ],
  },
  {
    name: 'Bytes logged by type',
    logs: [...functions, 'reaper', 'access'],
    lines: [
      'stats sum(strlen(@message)) as bytes, count(*) as lines by @log, operation, resource',
      'sort bytes desc',
    ],
  },
];

/** Saves the queries whose logs exist. */
export function saveQueries(
  scope: Construct,
  deployment: string,
  logGroupNames: Readonly<Partial<Record<LogName, string>>>,
): void {
  const group = new Construct(scope, 'Queries');
  for (const { name, logs, lines } of queries)
    new CfnQueryDefinition(
      group,
      name.replaceAll(/\W+(\w)/g, (_all, letter: string) => letter.toUpperCase()),
      {
        // A slash makes a folder in the console's list.
        name: `${deployment}/${name}`,
        logGroupNames: logs.flatMap((log) => logGroupNames[log] ?? []),
        queryString: lines.join('\n| '),
      },
    );
}
