import type { Answer } from '../steps/request.ts';
import type { Middleware } from './request-state.ts';

/** Turns a handler's answer into API Gateway's. */
export function jsonAnswer(): Middleware {
  return {
    after(request) {
      const { status, body } = request.response as unknown as Answer;
      request.response = {
        statusCode: status,
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      };
    },
  };
}
