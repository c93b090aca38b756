import type { Service } from '../core/access.ts';
import { RequestFailure, wireError, type Failure } from '../core/failure.ts';
import {
  embeddedMetrics,
  judgedVersion,
  measure,
  type MetricOrigin,
  ownDuration,
  type RequestFacts,
} from '../core/metrics.ts';
import { SealError } from '../core/seal.ts';
import { traceIdOf } from '../core/trace-id.ts';
import { newTrace } from '../core/trace.ts';
import {
  header,
  type Event,
  type Middleware,
  type PipelineOptions,
  type PipelineRequest,
} from './request-state.ts';

/**
 * Writes one JSON line for each request, which is also its metrics: names, numbers and references, and nothing that a
 * caller or Connect said. It is the first in and the last out.
 */
export function requestLog({ operations, ports, log, metrics, traceHeader }: PipelineOptions): Middleware {
  const service = operations[0]?.service ?? 'participant';
  let coldStart = true;
  const write = (request: PipelineRequest): void => {
    const now = ports.now();
    const facts = factsOf(request, service, now);
    const traceId = traceIdOf(traceHeader?.()) ?? traceIdOf(header(request.event, 'x-amzn-trace-id'));
    log(JSON.stringify(entry(request, facts, { metrics, now, traceId, coldStart })));
    coldStart = false;
  };
  return {
    before(request) {
      request.context.state = { began: ports.now(), trace: newTrace() };
    },
    after: write,
    onError: write,
  };
}

function factsOf({ context, error }: PipelineRequest, service: Service, now: number): RequestFacts {
  const { began, trace, operation } = context.state;
  return {
    asks: operation?.asks,
    service,
    failure: error ? failureOf(error) : undefined,
    sealFailed: error instanceof SealError,
    duration: now - began,
    upstreamDuration: Math.round(trace.upstreamMilliseconds),
    attempts: trace.upstreamAttempts,
    throttles: trace.throttles,
    pauses: trace.absorbedMilliseconds,
    shed: trace.shed ?? false,
    unplaced: trace.unplaced ?? false,
    ledger: trace.ledger,
    ledgerFailures: trace.ledgerFailures,
    connection: trace.connection,
    readFailure: trace.readFailure,
    verification: trace.verification,
    admission: trace.admission,
  };
}

/** Whatever else was thrown is a defect. */
function failureOf(error: Error): Failure {
  return error instanceof RequestFailure ? error.failure : { kind: 'internal' };
}

/** What a line says besides its request. */
interface Circumstances {
  readonly metrics: MetricOrigin;
  readonly now: number;
  readonly traceId: string | undefined;
  readonly coldStart: boolean;
}

function entry(
  { event, context, response, error }: PipelineRequest,
  facts: RequestFacts,
  { metrics, now, traceId, coldStart }: Circumstances,
): object {
  const { trace, operation } = context.state;
  const measured = measure(facts);
  const version = error ? judgedVersion(measured, metrics) : undefined;
  return {
    _aws: embeddedMetrics(measured, { namespace: metrics.namespace, version, now }),
    level: (response?.statusCode ?? 500) >= 500 ? 'error' : undefined,
    requestId: event.requestContext.requestId,
    traceId,
    operation: operation?.name ?? 'unknown',
    service: facts.service,
    version,
    status: response?.statusCode,
    ...(error && errorFields(error, facts.service)),
    origin: error && facts.asks === 'start' ? plainOrigin(event) : undefined,
    duration: facts.duration,
    own: ownDuration(facts),
    dynamodb: Math.round(trace.dynamodbMilliseconds),
    dynamodbCalls: trace.dynamodbCalls,
    upstream: facts.upstreamDuration,
    attempts: facts.attempts,
    pauses: facts.pauses === 0 ? undefined : facts.pauses,
    upstreamRequestId: trace.upstreamRequestId,
    ledger: trace.ledger,
    // A renewed connection is counted below.
    connection: trace.connection === 'renewed' ? undefined : trace.connection,
    covered: trace.covered,
    abandoned: trace.abandoned,
    readFailure: trace.readFailure,
    verification: trace.verification,
    chat: trace.chat,
    cold: coldStart ? true : undefined,
    ...Object.fromEntries(measured.map(([{ name }, value]) => [name, value])),
  };
}

/**
 * The origin of a page that was refused a start. An operator sees by it whether a setting is misspelt, or another site
 * is trying. Anything that is not an origin is left out.
 */
function plainOrigin(event: Event): string | undefined {
  const given = header(event, 'origin') ?? '';
  return /^[a-z][a-z0-9+.-]{1,20}:\/\/[a-z0-9.-]{1,100}(:\d{1,5})?$/i.test(given) ? given : undefined;
}

/** The error, as precisely as possible without quoting anybody. */
function errorFields(error: Error, service: Service): object {
  if (!(error instanceof RequestFailure)) {
    // Of a defect, log where it happened, and not its message: that may quote a value.
    const frame = error.stack?.split('\n').find((line) => line.startsWith('    at '));
    return {
      errorCode: wireError({ kind: 'internal' }, service).type,
      reason: 'internal',
      defect: error.name,
      at: frame?.trim(),
    };
  }
  const { failure } = error;
  const reason =
    failure.kind === 'denied'
      ? failure.reason
      : failure.kind === 'unavailable'
        ? `${failure.dependency}: ${failure.detail}`
        : failure.kind === 'limited'
          ? `limited: ${failure.by}`
          : failure.kind;
  // Connect's words, as far as they may be logged: with the request id, an operator finds the cause.
  const cause = failure.kind === 'rejected' && failure.message !== '' ? failure.message : undefined;
  return { errorCode: wireError(failure, service).type, reason, cause };
}
