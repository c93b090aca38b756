import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';

export type Handler = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

export async function loadHandler(entry: string): Promise<Handler> {
  const { handler } = (await import(pathToFileURL(entry).href)) as { handler: Handler };
  return handler;
}
