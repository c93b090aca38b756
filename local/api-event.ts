import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { stageName } from '../lambdas/core/stage-name.ts';

/** Returns API Gateway's event for a request, as the Lambda proxy integration of a REST API sends it. */
export function apiEvent(
  request: IncomingMessage,
  route: {
    readonly resource: string;
    readonly path: string;
    /** As it was sent, without the question mark. */
    readonly query?: string;
    readonly pathParameters: Readonly<Record<string, string>> | null;
    readonly userArn: string | null;
  },
  body: string,
  requestId: string = randomUUID(),
): APIGatewayProxyEvent {
  // Without a prototype, a header called valueOf is a header like any other.
  const headers = Object.create(null) as Record<string, string>;
  const multiValueHeaders = Object.create(null) as Record<string, string[]>;
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    const value = request.rawHeaders[index + 1] ?? '';
    headers[name] = value;
    (multiValueHeaders[name] ??= []).push(value);
  }
  const event = {
    resource: route.resource,
    path: route.path,
    httpMethod: request.method ?? 'GET',
    headers,
    multiValueHeaders,
    ...queryOf(route.query ?? ''),
    pathParameters: route.pathParameters,
    stageVariables: null,
    body: body === '' ? null : body,
    isBase64Encoded: false,
    requestContext: {
      accountId: '000000000000',
      domainName: request.headers.host,
      apiId: 'local',
      authorizer: null,
      httpMethod: request.method ?? 'GET',
      identity: { sourceIp: request.socket.remoteAddress ?? '127.0.0.1', userArn: route.userArn },
      path: `/${stageName}${route.path}`,
      protocol: 'HTTP/1.1',
      requestId,
      requestTimeEpoch: Date.now(),
      resourceId: 'local',
      resourcePath: route.resource,
      stage: stageName,
    },
  };
  // A local caller has only these two members of `identity`.
  return event as unknown as APIGatewayProxyEvent;
}

/** API Gateway decodes the query, and has the last of several values in the member for one. */
function queryOf(
  query: string,
): Pick<APIGatewayProxyEvent, 'queryStringParameters' | 'multiValueQueryStringParameters'> {
  const parameters = [...new URLSearchParams(query)];
  if (parameters.length === 0) return { queryStringParameters: null, multiValueQueryStringParameters: null };
  const single = Object.create(null) as Record<string, string>;
  const multiple = Object.create(null) as Record<string, string[]>;
  for (const [name, value] of parameters) {
    single[name] = value;
    (multiple[name] ??= []).push(value);
  }
  return { queryStringParameters: single, multiValueQueryStringParameters: multiple };
}
