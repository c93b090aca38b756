import { Hono } from 'hono';
import { handle } from 'hono/aws-lambda';
import { sendOnce } from './idempotency-record.ts';
import { messageBody } from './message-body.ts';
import { findSession } from './session.ts';

const app = new Hono();

app.post('/participant/message', async (context) => {
  const began = Date.now();
  const session = await findSession(context.req.header('x-amz-bearer'));
  if (!session) return context.json({ message: 'Access denied' }, 403);
  const { success, data } = messageBody.safeParse(await context.req.json());
  if (!success) return context.json({ message: 'Not a message' }, 400);
  const sent = await sendOnce(session, data);
  const status = sent ? 200 : 409;
  console.log(
    JSON.stringify({
      level: 'info',
      operation: 'SendMessage',
      status,
      chat: session.id,
      duration: Date.now() - began,
    }),
  );
  return context.json(sent ?? { message: 'In progress' }, status);
});

export const handler = handle(app);
