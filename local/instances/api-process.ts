import { flushCompileCache } from 'node:module';
import type { Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import type { LambdaHandler } from '../../lambdas/http/pipeline.ts';
import { readEnvironment } from '../../lambdas/environment.ts';
import { createGateway } from '../gateway.ts';
import { createOpsApi } from '../ops/ops-api.ts';
import { createPages } from '../pages/pages.ts';
import { connectionsOf, type Connections } from './connections.ts';
import { forwardTo } from './forward.ts';
import type { Beginning, FromApiProcess, ToApiProcess } from './messages.ts';
import { requestLine, type LineLook } from './request-line.ts';

/**
 * An API process: gateway, functions and pages, for the connections that `npm start` hands over. What the functions
 * write goes to stdout.
 */
interface Api {
  readonly connections: Connections;
  /** Hands this process's requests on to the port of another one. */
  finish(port: number): Promise<void>;
}

const ops = createOpsApi();

async function begin(beginning: Beginning): Promise<Api> {
  const { environment, functions, allowedHeaders, simulator } = beginning;
  Object.assign(process.env, environment);
  const { settings, region } = readEnvironment(environment);
  for (const line of beginning.lines) ops.take(line);
  tellOfLines(beginning.look);
  const agent =
    simulator === undefined
      ? undefined
      : forwardTo(simulator, { without: ofPages, host: new URL(simulator).host });
  const [participant, connect, pages] = await Promise.all([
    load(functions.participant),
    load(functions.connect),
    createPages({
      region,
      participant: environment['AWS_ENDPOINT_URL_CONNECTPARTICIPANT'] ?? '',
      agentApi: agent?.answer,
      opsApi: ops.handle,
    }),
  ]);
  const gateway = createGateway({
    functions: { participant, connect },
    allowedOrigins: settings.allowedOrigins,
    cookieOrigins: settings.cookieOrigins,
    allowedHeaders,
    reasonOf: ops.reasonOf,
    outside: pages,
  });
  const connections = connectionsOf(gateway);
  return {
    connections,
    async finish(port) {
      const successor = forwardTo(`http://127.0.0.1:${port}`);
      const finished = connections.finish((request, response) => void successor.answer(request, response));
      ops.close();
      agent?.close();
      await finished;
    },
  };
}

/** Headers of a page's request that are not handed on to the simulated Connect: this process has checked who asks. */
const ofPages = ['origin', 'referer', 'sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site'];

/** The functions write a request's line to stdout before they return the answer. */
function tellOfLines(look: LineLook | undefined): void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk: string | Uint8Array, ...rest: []) => {
    if (typeof chunk !== 'string') return write(chunk, ...rest);
    const line = chunk.trimEnd();
    ops.take(line);
    tell({ kind: 'line', line });
    return write(look ? `${requestLine(line, look, timeOfDay)}\n` : chunk, ...rest);
  };
}

function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

function tell(message: FromApiProcess): void {
  process.send?.(message);
}

async function load(file: string): Promise<LambdaHandler> {
  const { handler } = (await import(pathToFileURL(file).href)) as { handler: LambdaHandler };
  return handler;
}

let api: Api | undefined;

async function receive(message: ToApiProcess, socket?: Socket): Promise<void> {
  switch (message.kind) {
    case 'begin':
      api = await begin(message.beginning);
      tell({ kind: 'ready' });
      // Node writes the compile cache when a process ends by itself; these are ended.
      flushCompileCache();
      break;
    case 'connection':
      // If the socket was closed on the way, none arrives.
      if (socket) api?.connections.take(socket);
      tell({ kind: 'taken' });
      break;
    case 'line':
      ops.take(message.line);
      break;
    case 'finish': {
      const finished = api?.finish(message.port);
      tell({ kind: 'finishing' });
      await finished;
      process.exit();
    }
  }
}

process.on('message', (message, socket) => {
  receive(message as ToApiProcess, socket as Socket | undefined).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  });
});
// Ctrl-C in a terminal reaches all its processes. npm start ends this one after it has ended the rest.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());
