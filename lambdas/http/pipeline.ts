import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { RequestFailure } from '../core/failure.ts';
import type { Ports } from '../core/ports.ts';
import type { Answer, ApiRequest } from '../steps/request.ts';
import { authenticate } from './authenticate.ts';
import { errorAnswer } from './error-answer.ts';
import { input } from './input.ts';
import { jsonAnswer } from './json-answer.ts';
import { isRequest, notARequest } from './not-a-request.ts';
import { origin } from './origin.ts';
import { requestLog } from './request-log.ts';
import type { Event, PipelineContext, PipelineOptions, RequestState, Result } from './request-state.ts';
import { responseHeaders } from './response-headers.ts';
import { route } from './route.ts';

export type LambdaHandler = (event: Event, context: object) => Promise<Result>;

/**
 * The whole way of a request: in from top to bottom; the answer, or the error, back out from bottom to top.
 *
 * A middleware never returns a value: middy would skip the handler, and with it every answer's headers and log line.
 * It throws a RequestFailure instead.
 */
export function pipeline(options: PipelineOptions): LambdaHandler {
  const { handlers, ports } = options;
  const handle = async ({ requestContext }: Event, { state }: PipelineContext): Promise<undefined> => {
    const request = requestOf(state, requestContext);
    // Its input has passed the shape of an operation that names this handler.
    const handler = handlers[request.operation.handler] as AnyHandler | undefined;
    if (!handler) throw new RequestFailure({ kind: 'internal' });
    state.answer = await handler(request, ports);
  };
  const serve = middy<Event, Result | undefined, Error, Context & PipelineContext>({
    timeoutEarlyInMillis: 0,
  })
    .use(requestLog(options)) //       out: one line in the log
    .use(responseHeaders(options)) //  out: CORS, security and idempotency headers
    .use(errorAnswer()) //             out: an error in Connect's own form
    .use(jsonAnswer()) //              out: the body as JSON
    .use(route(options)) //             in: which operation it is
    .use(origin(options)) //            in: a browser's origin must be an allowed one
    .use(authenticate(options)) //      in: a bearer must look like one, IAM must have vouched
    .use(input(options)) //             in: body, path and ClientToken, within their bounds
    .use(options.cookies?.middleware ?? []) // in, out: a session in a cookie, where a page may have one
    .handler(handle);
  return async (event, context) =>
    isRequest(event)
      ? ((await serve(event, context as Context & PipelineContext)) as Result)
      : notARequest(options.log);
}

type AnyHandler = (request: ApiRequest, ports: Ports) => Promise<Answer<unknown>>;

function requestOf(
  { operation, input: valid, ...state }: RequestState,
  { domainName, path, identity }: Event['requestContext'],
): ApiRequest {
  if (!operation || !valid) throw new RequestFailure({ kind: 'internal' });
  return {
    origin: undefined,
    bearer: undefined,
    callerToken: undefined,
    identityToken: undefined,
    ...state,
    address: { host: domainName, path },
    ...(typeof identity?.sourceIp === 'string' && { sourceIp: identity.sourceIp }),
    operation,
    input: valid,
  };
}
