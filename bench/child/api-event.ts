import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { stageName } from '../../lambdas/core/stage-name.ts';

/** The origin of the page whose requests these are. */
export const origin = 'https://www.example.com';

/** A browser's request as a REST API hands it to a function. */
export function apiEvent(path: string, body: unknown, bearer?: string): APIGatewayProxyEvent {
  const headers: Record<string, string> = {
    Accept: '*/*',
    'Accept-Encoding': 'gzip, deflate, br, zstd',
    'Accept-Language': 'en-GB,en;q=0.9',
    'Content-Type': 'application/json',
    Host: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
    Origin: origin,
    Referer: `${origin}/`,
    'User-Agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    ...(bearer !== undefined && { 'X-Amz-Bearer': bearer }),
    'X-Amzn-Trace-Id': 'Root=1-6740f3a1-0123456789abcdef01234567',
    'X-Forwarded-For': '203.0.113.7',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
  };
  const multiValueHeaders = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value]]),
  );
  const event = {
    resource: path,
    path,
    httpMethod: 'POST',
    headers,
    multiValueHeaders,
    queryStringParameters: null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    body: JSON.stringify(body),
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      apiId: 'abcdefghij',
      authorizer: null,
      domainName: 'abcdefghij.execute-api.eu-central-1.amazonaws.com',
      extendedRequestId: 'abcdefghijklmno=',
      httpMethod: 'POST',
      identity: { sourceIp: '203.0.113.7', userArn: null, userAgent: headers['User-Agent'] },
      path: `/${stageName}${path}`,
      protocol: 'HTTP/1.1',
      requestId: randomUUID(),
      requestTimeEpoch: Date.now(),
      resourceId: 'abc123',
      resourcePath: path,
      stage: stageName,
    },
  };
  // Of `identity`, what is null for a public route is left out.
  return event as unknown as APIGatewayProxyEvent;
}

/** A line as a visitor writes one. */
const line = 'Hello, my parcel has not arrived yet. The number is 4711-0815, could you have a look?';

export function messageEvent(
  bearer: string,
  clientToken: string,
  content: string = line,
): APIGatewayProxyEvent {
  const body = { ContentType: 'text/plain', Content: content, ClientToken: clientToken };
  return apiEvent('/participant/message', body, bearer);
}

/** Of another message each time: what an event has said already is not sent again. */
export function receiptEvent(bearer: string, clientToken: string): APIGatewayProxyEvent {
  const body = {
    ContentType: 'application/vnd.amazonaws.connect.event.message.read',
    Content: JSON.stringify({ messageId: clientToken }),
    ClientToken: clientToken,
  };
  return apiEvent('/participant/event', body, bearer);
}
