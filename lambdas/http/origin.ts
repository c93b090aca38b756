import { RequestFailure } from '../core/failure.ts';
import { originAllowed } from '../core/settings.ts';
import { header, operationOf, type Middleware, type PipelineOptions } from './request-state.ts';

/**
 * Refuses pages of origins that are not allowed, whatever bearer they hold. Clients that are no browsers name no
 * origin, and are judged by their bearer alone.
 */
export function origin({ ports }: PipelineOptions): Middleware {
  return {
    before(request) {
      const given = header(request.event, 'origin');
      if (given === undefined) return;
      const { allowedOrigins } = ports.settings;
      const { access, permissions } = operationOf(request);
      // What is the same for everybody, and asks nothing of Connect, any page may read.
      const reads = access === 'public' && request.event.httpMethod === 'GET' && permissions.length === 0;
      if (!reads && !originAllowed(allowedOrigins, given))
        throw new RequestFailure({ kind: 'denied', reason: 'origin-not-allowed' });
      request.context.state.origin = given;
    },
  };
}
