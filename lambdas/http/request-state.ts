import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { RequestFailure } from '../core/failure.ts';
import type { MetricOrigin } from '../core/metrics.ts';
import type { Ports } from '../core/ports.ts';
import type { Trace } from '../core/trace.ts';
import type { Bearer, CallerToken } from '../core/tokens.ts';
import type { Answer, ApiRequest, Handlers } from '../steps/request.ts';
import type { Operation } from '../operations/operation.ts';

/** What the middlewares of one request tell each other and the handler. */
export interface RequestState {
  began: number;
  trace: Trace;
  operation?: Operation;
  origin?: string;
  bearer?: Bearer;
  input?: ApiRequest['input'];
  callerToken?: CallerToken;
  identityToken?: string;
  /** Whether the bearer came in the session's cookie. */
  byCookie?: true;
  /** The value of the answer's Set-Cookie. */
  setCookie?: string;
  /** The handler's. */
  answer?: Answer<unknown>;
}

export type Event = APIGatewayProxyEvent;
export type Result = APIGatewayProxyResult;

/** middy hands the handler the Lambda context and nothing of its own, so the state travels there. */
export interface PipelineContext {
  state: RequestState;
}

/** A middy request, as this pipeline uses it. */
export interface PipelineRequest {
  readonly event: Event;
  readonly context: PipelineContext;
  response: Result | null | undefined;
  error: Error | null | undefined;
}

export interface Middleware {
  readonly before?: (request: PipelineRequest) => void;
  readonly after?: (request: PipelineRequest) => void;
  readonly onError?: (request: PipelineRequest) => void;
}

/** Sessions in a cookie, where a page may have them. */
export interface SessionCookies {
  /**
   * The bearer that a request gives: as it always does, or in its cookie. The cookie counts only where the page asks for
   * it, so that the one of another chat does not disturb a page with a bearer. A beacon can set no header: it asks by
   * having no bearer. Fails where another page may have sent the request.
   */
  readonly given: (request: PipelineRequest, bearer: string | undefined) => string | undefined;
  readonly middleware: Middleware;
}

/** What the pipeline is made of. */
export interface PipelineOptions {
  readonly operations: readonly Operation[];
  /** One for each of them. */
  readonly handlers: Handlers;
  readonly ports: Ports;
  /** Takes the line of one request, without its end of line. */
  readonly log: (line: string) => void;
  readonly metrics: MetricOrigin;
  /** The X-Ray trace of the current invocation, as Lambda tells it in the environment. */
  readonly traceHeader?: () => string | undefined;
  /** Present where the setting `cookieOrigins` names a page. */
  readonly cookies?: SessionCookies;
}

/**
 * Returns a request's header, whatever its case; undefined if it is absent or empty. If it came more than once, its
 * different values are one list, as in HTTP: of two bearers neither counts, rather than whichever comes first.
 */
export function header(event: Event, name: string): string | undefined {
  const values = headerValues(event, name);
  return values.length === 0 ? undefined : values.join(', ');
}

/** The different values of a request's header. */
export function headerValues(event: Event, name: string): readonly string[] {
  const values = new Set<string>();
  for (const headers of [event.headers, event.multiValueHeaders])
    for (const [key, given] of Object.entries(headers ?? {}))
      if (key.toLowerCase() === name)
        // Whoever invokes a function directly may send anything.
        for (const value of Array.isArray(given) ? given : [given])
          if (typeof value === 'string' && value !== '') values.add(value);
  return [...values];
}

/** The routed operation. */
export function operationOf({ context }: PipelineRequest): Operation {
  if (!context.state.operation) throw new RequestFailure({ kind: 'internal' });
  return context.state.operation;
}
