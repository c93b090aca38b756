import { readFileSync, writeSync } from 'node:fs';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { lambdaContext } from './lambda-context.ts';
import { loadHandler } from './load-handler.ts';
import { slowTime } from './slow-time.ts';

// Measures a cold start and its first request: loads the function, hands it the event in a file, and writes its answer
// and its CPU time to channel 3.

const [, , entry = '', file = '', slower] = process.argv;
if (slower !== undefined) slowTime(Number(slower));
const event = JSON.parse(readFileSync(file, 'utf8')) as APIGatewayProxyEvent;
const handler = await loadHandler(entry);
const { statusCode, body } = await handler(event, lambdaContext(event.requestContext.requestId));
const { user, system } = process.cpuUsage();
writeSync(3, JSON.stringify({ status: statusCode, body, cpu: (user + system) / 1_000 }));
// End here, as connections are still open.
process.exit();
