import { RequestFailure } from '../core/failure.ts';
import type { Middleware, PipelineOptions } from './request-state.ts';

/** Finds the operation of API Gateway's resource. What has none never gets here, unless the two are out of step. */
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
