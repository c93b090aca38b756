import { ForbiddenError, RequestValidationError, Router } from '@aws-lambda-powertools/event-handler/http';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { messageBody } from './message-body.ts';
import { idempotency, logger, metrics, sendOnce } from './powertools-send.ts';
import { findSession } from './session.ts';

const app = new Router({ logger });

app.errorHandler(RequestValidationError, async () => ({ statusCode: 400, message: 'Not a message' }));

app.post(
  '/participant/message',
  async ({ req, valid }) => {
    const began = Date.now();
    const session = await findSession(req.headers.get('x-amz-bearer') ?? undefined);
    if (!session) throw new ForbiddenError('Access denied');
    const message = valid.req.body;
    const { Id, AbsoluteTime } = await sendOnce(message, [session.id, message.ClientToken], session);
    metrics.addMetric('MessageSent', MetricUnit.Count, 1);
    logger.info('SendMessage', { status: 200, chat: session.id, duration: Date.now() - began });
    return { Id, AbsoluteTime };
  },
  { validation: { req: { body: messageBody } } },
);

export async function handler(event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> {
  logger.addContext(context);
  idempotency.registerLambdaContext(context);
  try {
    return await app.resolve(event, context);
  } finally {
    metrics.publishStoredMetrics();
  }
}
