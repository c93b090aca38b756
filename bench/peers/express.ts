import express from 'express';
import serverless from 'serverless-http';
import { sendOnce } from './idempotency-record.ts';
import { messageBody } from './message-body.ts';
import { findSession } from './session.ts';

const app = express();
app.disable('x-powered-by');
app.use(express.json());

app.post('/participant/message', async (request, response) => {
  const began = Date.now();
  const session = await findSession(request.get('x-amz-bearer'));
  if (!session) {
    response.status(403).json({ message: 'Access denied' });
    return;
  }
  const { success, data } = messageBody.safeParse(request.body);
  if (!success) {
    response.status(400).json({ message: 'Not a message' });
    return;
  }
  const sent = await sendOnce(session, data);
  response.status(sent ? 200 : 409).json(sent ?? { message: 'In progress' });
  console.log(
    JSON.stringify({
      level: 'info',
      operation: 'SendMessage',
      status: response.statusCode,
      chat: session.id,
      duration: Date.now() - began,
    }),
  );
});

export const handler = serverless(app);
