import { corsHeaders, securityHeaders } from '../core/cors.ts';
import { header, type Middleware, type PipelineOptions, type PipelineRequest } from './request-state.ts';

/** The headers that every answer and every error carries. */
export function responseHeaders({ ports }: PipelineOptions): Middleware {
  const add = ({ event, context, response }: PipelineRequest): void => {
    if (!response) return;
    response.headers = {
      ...securityHeaders,
      ...corsHeaders(ports.settings.allowedOrigins, header(event, 'origin')),
      ...(context.state.trace.ledger === 'replayed' && { 'Idempotent-Replayed': 'true' }),
      ...response.headers,
    };
  };
  return { after: add, onError: add };
}
