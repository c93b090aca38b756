import type { APIGatewayProxyResult } from 'aws-lambda';

/** The base that cold starts are told net of. */
export async function handler(): Promise<APIGatewayProxyResult> {
  return { statusCode: 200, body: '{"Id":"none","AbsoluteTime":"none"}' };
}
