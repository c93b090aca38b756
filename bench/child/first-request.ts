import { once } from 'node:events';
import { readFileSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { lambdaContext } from './lambda-context.ts';
import { loadHandler } from './load-handler.ts';
import type { FirstRequest } from './requests.ts';

// Measures the first request of a new environment: loads the function, says so on channel 3, and hands it the event in
// a file once a line has come on stdin. Writes the times to channel 3.

const [, , entry = '', file = '', ahead = ''] = process.argv;
const event = JSON.parse(readFileSync(file, 'utf8')) as APIGatewayProxyEvent;
let initialized = false;
if (ahead === 'without') failWhileInitializing();
const handler = await loadHandler(entry);
initialized = true;
const initialization = performance.now();
writeSync(3, 'initialized\n');
await once(process.stdin, 'data');
const began = performance.now();
const before = process.cpuUsage();
const { statusCode, body } = await handler(event, lambdaContext(event.requestContext.requestId));
const elapsed = performance.now() - began;
const { user, system } = process.cpuUsage(before);
const told: FirstRequest = {
  status: statusCode,
  body,
  initialization,
  elapsed,
  cpu: (user + system) / 1_000,
};
writeSync(3, `${JSON.stringify(told)}\n`);
// End here, as connections are still open.
process.exit();

/** Connections that the function opens ahead fail at once, so that the first request has to open its own. */
function failWhileInitializing(): void {
  const { Agent } = process.getBuiltinModule('node:https');
  const connect = Reflect.get(Agent.prototype, 'createConnection') as (...parameters: unknown[]) => Socket;
  Agent.prototype.createConnection = function createConnection(this: unknown, ...parameters: unknown[]) {
    return initialized ? connect.apply(this, parameters) : new Socket().destroy();
  };
}
