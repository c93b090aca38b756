import type { Context } from 'aws-lambda';

/** A Lambda context. Powertools reads most of it. */
export function lambdaContext(awsRequestId: string): Context {
  return {
    awsRequestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'participant',
    functionVersion: '1',
    invokedFunctionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:participant:live',
    logGroupName: '/aws/lambda/participant',
    logStreamName: '2026/01/01/[1]0123456789abcdef0123456789abcdef',
    memoryLimitInMB: '1024',
    getRemainingTimeInMillis: () => 10_000,
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}
