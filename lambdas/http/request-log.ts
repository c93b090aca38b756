import { RequestFailure, wireError } from '../core/failure.ts';
import { newTrace } from '../handlers/trace.ts';
import type { Middleware, PipelineOptions, PipelineRequest } from './request-state.ts';

/**
 * One JSON line for each request: names, numbers and references, and nothing that a caller or Connect said. First in,
 * last out.
 */
export function requestLog({ ports, log }: PipelineOptions): Middleware {
  const write = (request: PipelineRequest): void => {
    log(JSON.stringify(entry(request, ports.now())));
  };
  return {
    before(request) {
      request.context.state = { began: ports.now(), trace: newTrace() };
    },
    after: write,
    onError: write,
  };
}

function entry({ event, context, response, error }: PipelineRequest, now: number): Record<string, unknown> {
  const { began, trace, operation } = context.state;
  return {
    time: new Date(now).toISOString(),
    level: (response?.statusCode ?? 500) >= 500 ? 'error' : 'info',
    requestId: event.requestContext.requestId,
    operation: operation?.name ?? 'unknown',
    status: response?.statusCode,
    ...(error && errorFields(error, operation?.service ?? 'participant')),
    duration: now - began,
    upstreamDuration: Math.round(trace.upstreamMilliseconds),
    upstreamAttempts: trace.upstreamAttempts,
    upstreamRequestId: trace.upstreamRequestId,
    throttles: trace.throttles === 0 ? undefined : trace.throttles,
    absorbed: trace.absorbedMilliseconds === 0 ? undefined : trace.absorbedMilliseconds,
    dynamodbDuration: Math.round(trace.dynamodbMilliseconds),
    dynamodbCalls: trace.dynamodbCalls,
    replayed: trace.ledger === 'replayed',
    ledger: trace.ledger,
    ledgerFailures: trace.ledgerFailures === 0 ? undefined : trace.ledgerFailures,
    connection: trace.connection,
    chat: trace.chat,
  };
}

/** The error as precisely as it can be told without quoting anybody. */
function errorFields(error: Error, service: 'participant' | 'connect'): Record<string, unknown> {
  if (!(error instanceof RequestFailure)) {
    // A defect: where it happened, without its message, which may quote what it stumbled over.
    const frame = error.stack?.split('\n').find((line) => line.startsWith('    at '));
    return {
      errorCode: wireError({ kind: 'internal' }, service).type,
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
        : failure.kind;
  return { errorCode: wireError(failure, service).type, reason };
}
