import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { corsHeaders, securityHeaders } from '../../lambdas/core/cors.ts';

/** An error that API Gateway or WAF answers before any function is asked, in Connect's form. */
export interface EdgeError {
  readonly type: string;
  readonly message: string;
  /** Where it differs from API Gateway's own. */
  readonly status?: number;
  /** Seconds. */
  readonly retryAfter?: number;
}

export const throttled: EdgeError = {
  type: 'ThrottlingException',
  message: 'Too many requests: repeat it after Retry-After seconds',
  status: 429,
  retryAfter: 1,
};

const errors: readonly (readonly [ResponseType, EdgeError])[] = [
  // The defaults have no status: it would become that of every other.
  [ResponseType.DEFAULT_4XX, { type: 'BadRequestException', message: 'Bad request' }],
  [ResponseType.DEFAULT_5XX, { type: 'InternalServerErrorException', message: 'Internal server error' }],
  [
    ResponseType.INTEGRATION_TIMEOUT,
    {
      type: 'InternalServerErrorException',
      message: 'The request took too long',
      status: 504,
      retryAfter: 1,
    },
  ],
  [
    ResponseType.MISSING_AUTHENTICATION_TOKEN,
    // API Gateway's one answer to routes and methods that are not there, and to unsigned requests where IAM decides.
    {
      type: 'UnknownOperationException',
      message:
        'There is no such operation, or it takes an AWS signature: GET /v1/openapi.json describes all of them',
      status: 404,
    },
  ],
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
  [
    ResponseType.REQUEST_TOO_LARGE,
    { type: 'RequestTooLongException', message: 'Request Too Long', status: 413 },
  ],
  [ResponseType.THROTTLED, throttled],
  [ResponseType.QUOTA_EXCEEDED, throttled],
];

export function addGatewayErrors(api: RestApi, allowedOrigins: readonly string[]): void {
  for (const [type, error] of errors)
    api.addGatewayResponse(type.responseType, {
      type,
      ...(error.status !== undefined && { statusCode: String(error.status) }),
      responseHeaders: Object.fromEntries(
        Object.entries(edgeHeaders(error, allowedOrigins)).map(([name, value]) => [name, `'${value}'`]),
      ),
      templates: { 'application/json': edgeBody(error) },
    });
}

export function edgeBody({ type, message }: EdgeError): string {
  return JSON.stringify({ __type: type, message });
}

export function edgeHeaders(
  { type, retryAfter }: EdgeError,
  allowedOrigins: readonly string[],
): Record<string, string> {
  return {
    ...securityHeaders,
    ...edgeCors(allowedOrigins),
    'x-amzn-errortype': type,
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  };
}

/**
 * CORS on errors of the edge. A gateway response and WAF's custom response are fixed texts and cannot choose among
 * origins. With one origin they name it. With several (or any port of a machine) they say `*`, which is safe here and
 * only here: the answer is the same sentence for everybody, made before anything of a session was read, and without
 * Access-Control-Allow-Credentials; a page from elsewhere learns what its own server could ask too. Mapping
 * method.request.header.Origin would admit just as many, be missing where the header is written `origin`, and not
 * exist in WAF. An error that a page cannot read, it takes for a broken network.
 */
function edgeCors(allowedOrigins: readonly string[]): Record<string, string> {
  const [only = ''] = allowedOrigins;
  if (allowedOrigins.length === 1 && !only.endsWith('*')) return corsHeaders([only], only);
  const { 'Access-Control-Expose-Headers': exposed = '' } = corsHeaders(['https://*'], 'https://*');
  return { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': exposed };
}
