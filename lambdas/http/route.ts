import { RequestFailure } from '../core/failure.ts';
import type { Middleware, PipelineOptions } from './request-state.ts';

/**
 * Finds the operation of API Gateway's resource. There always is one, unless API and functions are deployed from
 * different versions.
 */
export function route({ operations }: PipelineOptions): Middleware {
  const byRoute = new Map(
    operations.map((operation) => [`${operation.method} ${operation.path}`, operation]),
  );
  return {
    before({ event, context }) {
      const operation = byRoute.get(`${event.httpMethod} ${event.resource}`);
      if (!operation) throw new RequestFailure({ kind: 'internal' });
      context.state.operation = operation;
    },
  };
}
