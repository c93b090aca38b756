import type { RequestCounts } from '../message-counts.ts';
import type { Seen } from '../services/calls.ts';
import type { ServicesProcess } from '../processes.ts';

/**
 * Checks that the services saw exactly the calls of a number of requests. A retry, a timeout or a lost call would make
 * the times those of something else.
 */
export async function expectCalls(
  services: ServicesProcess,
  requests: number,
  each: Pick<RequestCounts, 'dynamodbCalls' | 'upstreamCalls'>,
  what: string,
): Promise<Seen> {
  const seen = await services.ask({ kind: 'seen' });
  const { dynamodb, connect } = seen;
  if (dynamodb.length !== requests * each.dynamodbCalls || connect.length !== requests * each.upstreamCalls)
    throw new Error(
      `${what}: ${requests} requests must take ${requests * each.dynamodbCalls} calls of DynamoDB and ` +
        `${requests * each.upstreamCalls} of Connect, and took ${dynamodb.length} and ${connect.length}. ` +
        'Is the machine so busy that calls time out? Run it again when it is not.',
    );
  return seen;
}
