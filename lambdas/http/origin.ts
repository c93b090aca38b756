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
      const reads = operationOf(request).access === 'public' && request.event.httpMethod === 'GET';
      if (!reads && !originAllowed(allowedOrigins, given))
        throw new RequestFailure({ kind: 'denied', reason: 'origin-not-allowed' });
      request.context.state.origin = given;
    },
  };
}
