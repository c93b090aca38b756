import { corsHeaders, securityHeaders } from '../core/cors.ts';
import { header, type Middleware, type PipelineOptions, type PipelineRequest } from './request-state.ts';

/** The headers that every answer and every error carries. */
export function responseHeaders({ ports }: PipelineOptions): Middleware {
  const { allowedOrigins, cookieOrigins } = ports.settings;
  const add = ({ event, context, response }: PipelineRequest): void => {
    if (!response) return;
    const setCookie = context.state.setCookie ?? context.state.answer?.setCookie;
    response.headers = {
      ...securityHeaders,
      ...corsHeaders(allowedOrigins, header(event, 'origin'), cookieOrigins),
      ...(context.state.trace.ledger === 'replayed' && { 'Idempotent-Replayed': 'true' }),
      ...(setCookie !== undefined && { 'Set-Cookie': setCookie }),
      ...response.headers,
    };
  };
  return { after: add, onError: add };
}
