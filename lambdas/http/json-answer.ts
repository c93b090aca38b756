import { RequestFailure } from '../core/failure.ts';
import type { Middleware } from './request-state.ts';

/** Turns a handler's answer into API Gateway's. */
export function jsonAnswer(): Middleware {
  return {
    after(request) {
      const { answer } = request.context.state;
      if (!answer) throw new RequestFailure({ kind: 'internal' });
      const { status, body } = answer;
      if (status === 204) {
        request.response = { statusCode: status, body: '' };
        return;
      }
      request.response = {
        statusCode: status,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      };
    },
  };
}
