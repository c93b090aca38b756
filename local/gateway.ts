import { randomUUID } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { APIGatewayProxyResult } from 'aws-lambda';
import type { LambdaHandler } from '../lambdas/http/pipeline.ts';
import { corsHeaders, preflightHeaders, securityHeaders } from '../lambdas/core/cors.ts';
import { gatewayErrors, type GatewayError } from '../lambdas/core/gateway-errors.ts';
import { stageName } from '../lambdas/core/stage-name.ts';
import { gatewayTimeout } from '../lambdas/operations/budgets.ts';
import { operations } from '../lambdas/operations/operations.ts';
import type { Service } from '../lambdas/core/access.ts';
import { apiEvent } from './api-event.ts';
import { routesOf } from './routes.ts';

/**
 * API Gateway on one machine: the stage `v1` with the operations' routes, in front of the functions. What it answers
 * itself (unknown routes, missing IAM signatures, bodies beyond its limit, preflights), it answers as a deployed one
 * does.
 */
export interface GatewayOptions {
  readonly functions: Readonly<Record<Service, LambdaHandler>>;
  readonly allowedOrigins: readonly string[];
  /** As the setting of a deployment. */
  readonly allowedHeaders?: readonly string[];
  /** As the setting of a deployment. */
  readonly cookieOrigins?: readonly string[];
  /** Returns why a request was refused, as its log line has it. Every 403 says it, for whoever develops a page. */
  readonly reasonOf?: (requestId: string) => string | undefined;
  /** How long it waits for a function, in milliseconds. Default: as long as API Gateway. */
  readonly timeout?: number;
  /** Serves what lies outside the stage: the pages. */
  readonly outside: (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;
}

const stage = `/${stageName}`;

/** API Gateway's own limit on a body, in bytes. */
const payloadLimit = 10 * 1024 * 1024;

export function createGateway(options: GatewayOptions): Server {
  const routes = routesOf(operations);
  const { allowedOrigins, allowedHeaders, cookieOrigins, timeout = gatewayTimeout } = options;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '/', ...query] = (request.url ?? '/').split('?');
    if (path !== stage && !path.startsWith(`${stage}/`)) {
      await options.outside(request, response, path);
      return;
    }
    const requestId = randomUUID();
    const origin = request.headers.origin;
    const send = (status: number, headers: AnswerHeaders, body: string): void => {
      response.writeHead(status, {
        ...(headers as OutgoingHttpHeaders),
        'x-amzn-requestid': requestId,
        ...(status !== 204 && { 'Content-Length': String(Buffer.byteLength(body)) }),
      });
      response.end(body);
    };
    const refuse = ({ status, type, theirs, message, retryAfter }: Refusal): void =>
      send(
        status,
        {
          ...securityHeaders,
          ...corsHeaders(allowedOrigins, origin, cookieOrigins),
          'Content-Type': 'application/json',
          'x-amzn-errortype': [type, theirs],
          ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
        },
        JSON.stringify({ __type: type, message }),
      );

    const below = path.slice(stage.length);
    const methods = routes.methods(below);
    if (request.method === 'OPTIONS' && methods.length > 0) {
      const allowed = [...methods, 'OPTIONS'].join(',');
      send(
        204,
        {
          ...securityHeaders,
          ...preflightHeaders(allowedOrigins, origin, allowed, allowedHeaders, cookieOrigins),
        },
        '',
      );
      return;
    }
    const match = routes.find(request.method ?? '', below);
    if (!match) return refuse(unknownOperation);
    const { operation, pathParameters } = match;
    const signed = operation.access === 'iam' ? signature(request) : { userArn: null };
    if ('refusal' in signed) return refuse(signed.refusal);
    const body = await bodyOf(request);
    if (body === undefined) return refuse(tooLong);
    const event = apiEvent(
      request,
      {
        resource: operation.path,
        path: below,
        query: query.join('?'),
        pathParameters,
        userArn: signed.userArn,
      },
      body,
      requestId,
    );
    const late = Promise.withResolvers<undefined>();
    const timer = setTimeout(late.resolve, timeout, undefined);
    try {
      const serving = options.functions[operation.service](event, { awsRequestId: requestId });
      const result = await Promise.race([serving, late.promise]);
      if (!result) return refuse(functionTooSlow);
      const reason = result.statusCode === 403 ? options.reasonOf?.(requestId) : undefined;
      send(
        result.statusCode,
        result.headers,
        reason === undefined ? result.body : withReason(result.body, reason),
      );
    } catch {
      refuse(functionFailed);
    } finally {
      clearTimeout(timer);
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on('clientError', (_error, socket) => {
    const { type, theirs, message } = notHttp;
    const body = JSON.stringify({ __type: type, message });
    const headers = {
      ...securityHeaders,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'x-amzn-errortype': [type, theirs],
      'x-amzn-requestid': randomUUID(),
      Connection: 'close',
    };
    const lines = Object.entries(headers).flatMap(([name, values]) =>
      [values].flat().map((value) => `${name}: ${value}\r\n`),
    );
    socket.end(`HTTP/1.1 400 Bad Request\r\n${lines.join('')}\r\n${body}`);
  });
  return server;
}

function withReason(body: string, reason: string): string {
  return JSON.stringify({ ...(JSON.parse(body) as object), reason });
}

type AnswerHeaders = APIGatewayProxyResult['headers'] | OutgoingHttpHeaders;

/** An error of the gateway's own. API Gateway sends two headers `x-amzn-errortype`: the gateway response's, then its own. */
interface Refusal extends GatewayError {
  /** API Gateway's own name of the error, in the second header. */
  readonly theirs: string;
}

const unknownOperation: Refusal = {
  ...gatewayErrors.unknownOperation,
  theirs: 'MissingAuthenticationTokenException',
};
/** A deployed API answers 404: it cannot tell this from an unknown route. */
const missingToken: Refusal = {
  ...gatewayErrors.missingToken,
  theirs: 'MissingAuthenticationTokenException',
};
const incompleteSignature: Refusal = {
  ...gatewayErrors.incompleteSignature,
  theirs: 'IncompleteSignatureException',
};
const tooLong: Refusal = {
  ...gatewayErrors.tooLong,
  theirs: 'RequestTooLargeException',
};
const notHttp: Refusal = {
  status: 400,
  type: 'ValidationException',
  theirs: 'BadRequestException',
  message: 'The request is not valid HTTP',
};
const functionFailed: Refusal = {
  ...gatewayErrors.functionFailed,
  theirs: 'InternalServerErrorException',
};
const functionTooSlow: Refusal = {
  ...gatewayErrors.functionTooSlow,
  theirs: 'InternalServerErrorException',
};

/** Checks the form of a SigV4 header, which is all that can be checked without AWS. */
function signature(request: IncomingMessage): { readonly userArn: string } | { readonly refusal: Refusal } {
  const header = request.headers.authorization;
  if (header === undefined) return { refusal: missingToken };
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/[\w-]+\/[\w-]+\/aws4_request,\s*SignedHeaders=[\w;-]+,\s*Signature=[0-9a-f]{64}$/.exec(
      header,
    );
  return parts ? { userArn: `arn:aws:iam::000000000000:user/${parts[1]}` } : { refusal: incompleteSignature };
}

/** Reads the body as text; undefined if it is longer than API Gateway takes. */
async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= payloadLimit) chunks.push(chunk);
  }
  return length > payloadLimit ? undefined : Buffer.concat(chunks).toString('utf8');
}
