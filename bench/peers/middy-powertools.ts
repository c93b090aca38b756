import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import validator from '@middy/validator';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { validEvent } from './event-validator.ts';
import { idempotency, logger, metrics, sendOnce } from './powertools-send.ts';
import type { Message } from './send-message.ts';
import { findSession, headerOf } from './session.ts';

async function post(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  const began = Date.now();
  const session = await findSession(headerOf(event.headers, 'x-amz-bearer'));
  if (!session) return { statusCode: 403, body: JSON.stringify({ message: 'Access denied' }) };
  idempotency.registerLambdaContext(context);
  const message = event.body as unknown as Message;
  const sent = await sendOnce(message, [session.id, message.ClientToken], session);
  metrics.addMetric('MessageSent', MetricUnit.Count, 1);
  logger.info('SendMessage', { status: 200, chat: session.id, duration: Date.now() - began });
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sent),
  };
}

export const handler = middy()
  .use(injectLambdaContext(logger))
  .use(logMetrics(metrics))
  .use(httpErrorHandler())
  .use(httpJsonBodyParser())
  .use(validator({ eventSchema: validEvent as never }))
  .handler(post as never);
