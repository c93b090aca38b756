import { RequestFailure, wireError, type Failure } from '../core/failure.ts';
import type { Middleware } from './request-state.ts';

/** Turns whatever was thrown into Connect's own form of an error. */
export function errorAnswer(): Middleware {
  return {
    onError(request) {
      const failure: Failure =
        request.error instanceof RequestFailure ? request.error.failure : { kind: 'internal' };
      const { operation } = request.context.state;
      if (operation?.form === 'beacon') {
        request.response = { statusCode: 204, body: '' };
        return;
      }
      const service = operation?.service ?? 'participant';
      const { status, type, message, retryAfter } = wireError(failure, service);
      request.response = {
        statusCode: status,
        headers: {
          'Content-Type': 'application/json',
          'x-amzn-errortype': type,
          ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
        },
        body: JSON.stringify({ __type: type, message }),
      };
    },
  };
}
