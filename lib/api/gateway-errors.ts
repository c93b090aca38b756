import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Config } from '../config/config.ts';
import { corsHeaders, securityHeaders } from '../../lambdas/core/cors.ts';
import { wireError } from '../../lambdas/core/failure.ts';
import { gatewayErrors, type GatewayError } from '../../lambdas/core/gateway-errors.ts';

/** An error that API Gateway or WAF answers before a function is called. Without a status, API Gateway's own stays. */
type EdgeError = Omit<GatewayError, 'status'> & Partial<Pick<GatewayError, 'status'>>;

/** Says what the functions say when they throttle. */
export const throttled: EdgeError = wireError({ kind: 'throttled' }, 'participant');

const { unknownOperation, tooLong, functionFailed, functionTooSlow } = gatewayErrors;

const errors: readonly (readonly [ResponseType, EdgeError])[] = [
  // The defaults have no status: API Gateway would answer it for every error that has no response of its own.
  [ResponseType.DEFAULT_4XX, { type: 'BadRequestException', message: 'Bad request' }],
  [ResponseType.DEFAULT_5XX, { type: functionFailed.type, message: functionFailed.message }],
  [ResponseType.INTEGRATION_TIMEOUT, functionTooSlow],
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, unknownOperation],
  [
    ResponseType.INVALID_SIGNATURE,
    { type: 'InvalidSignatureException', message: 'The signature of the request is not valid', status: 403 },
  ],
  [
    ResponseType.EXPIRED_TOKEN,
    { type: 'ExpiredTokenException', message: 'The security token has expired', status: 403 },
  ],
  [ResponseType.ACCESS_DENIED, { type: 'AccessDeniedException', message: 'Access denied', status: 403 }],
  [ResponseType.WAF_FILTERED, { type: 'AccessDeniedException', message: 'Access denied', status: 403 }],
  [ResponseType.REQUEST_TOO_LARGE, tooLong],
  [ResponseType.THROTTLED, throttled],
  [ResponseType.QUOTA_EXCEEDED, throttled],
];

export function addGatewayErrors(api: RestApi, origins: Origins): void {
  for (const [type, error] of errors)
    api.addGatewayResponse(type.responseType, {
      type,
      ...(error.status !== undefined && { statusCode: String(error.status) }),
      responseHeaders: Object.fromEntries(
        Object.entries(edgeHeaders(error, origins)).map(([name, value]) => [name, `'${value}'`]),
      ),
      templates: { 'application/json': edgeBody(error) },
    });
}

export function edgeBody({ type, message }: EdgeError): string {
  return JSON.stringify({ __type: type, message });
}

type Origins = Pick<Config, 'allowedOrigins' | 'cookieOrigins'>;

export function edgeHeaders({ type, retryAfter }: EdgeError, origins: Origins): Record<string, string> {
  return {
    ...securityHeaders,
    ...edgeCors(origins),
    'x-amzn-errortype': type,
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  };
}

/**
 * CORS headers for errors of API Gateway and WAF. Their texts are fixed and cannot choose among origins. With one
 * allowed origin they name it. With several (or any port of a machine) they say `*`, which is safe here and only here:
 * the answer is the same for everybody, is made before anything of a session is read, and has no
 * Access-Control-Allow-Credentials. A page from elsewhere learns nothing that its own server could not ask. Mapping
 * method.request.header.Origin would admit just as many, would miss the header where it is written `origin`, and does
 * not exist in WAF. Without CORS headers, a page would take the error for a broken network: as a page does that sends
 * cookies, where several origins are allowed.
 */
function edgeCors({ allowedOrigins, cookieOrigins }: Origins): Record<string, string> {
  const [only = ''] = allowedOrigins;
  if (allowedOrigins.length === 1 && !only.endsWith('*')) return corsHeaders([only], only, cookieOrigins);
  const { 'Access-Control-Expose-Headers': exposed = '' } = corsHeaders(['https://*'], 'https://*');
  return { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': exposed };
}
