import { randomUUID } from 'node:crypto';
import { messageEvent, receiptEvent } from '../child/api-event.ts';
import { requestCounts, type RequestCounts } from '../message-counts.ts';
import type { Stage } from '../stage.ts';
import { median } from '../statistics.ts';
import { labels, type VariantName } from '../variants.ts';

/** Requests that are counted, after two that open the connections. */
const requests = 5;

/** Milliseconds that a call takes here, so that calls side by side are seen to overlap. */
const delay = 15;

/**
 * Counts what a request of a variant takes. Every request must take the same calls and units. Bytes are medians, as the
 * digits of a duration are among them.
 */
export async function countRequests(
  variant: VariantName,
  send: 'message' | 'receipt',
  stage: Stage,
): Promise<RequestCounts> {
  const worker = stage.startFunction(variant);
  const { services } = stage;
  try {
    const bearer = await stage.startChat(variant);
    const make = send === 'message' ? messageEvent : receiptEvent;
    const counted: RequestCounts[] = [];
    await services.ask({ kind: 'delays', dynamodb: delay, connect: delay });
    for (let sent = -2; sent < requests; sent++) {
      await services.ask({ kind: 'seen' });
      const { status, body, log } = await worker.ask({ kind: 'handle', event: make(bearer, randomUUID()) });
      if (status !== 200) throw new Error(`${labels[variant]} answered a ${send} ${status}: ${body}`);
      const seen = await services.ask({ kind: 'seen' });
      if (sent >= 0) counted.push(requestCounts(seen, log));
    }
    return agreed(counted, `${labels[variant]}, a ${send}`);
  } finally {
    await services.ask({ kind: 'delays', dynamodb: 0, connect: 0 });
    await worker.end();
  }
}

const exact = [
  'dynamodbCalls',
  'sequentialDynamodbCalls',
  'writeUnits',
  'readUnits',
  'upstreamCalls',
] as const satisfies readonly (keyof RequestCounts)[];

function agreed(counted: readonly RequestCounts[], what: string): RequestCounts {
  for (const name of exact) {
    const values = [...new Set(counted.map((one) => one[name]))];
    if (values.length > 1)
      throw new Error(`${what}: ${name} must be the same for every request, and was ${values.join(', ')}`);
  }
  const of = (name: keyof RequestCounts): number => median(counted.map((one) => one[name]));
  return {
    dynamodbCalls: of('dynamodbCalls'),
    sequentialDynamodbCalls: of('sequentialDynamodbCalls'),
    writeUnits: of('writeUnits'),
    readUnits: of('readUnits'),
    upstreamCalls: of('upstreamCalls'),
    logBytes: Math.round(of('logBytes')),
    dynamodbHeaderBytes: Math.round(of('dynamodbHeaderBytes')),
    upstreamHeaderBytes: Math.round(of('upstreamHeaderBytes')),
  };
}
