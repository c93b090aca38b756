import { originAllowed } from './settings.ts';

/** What a browser may send and read across origins. The first six are what amazon-connect-chatjs asks for. */
const requestHeaders = [
  'authorization',
  'content-type',
  'x-amz-bearer',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-user-agent',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'x-amz-security-token',
  'idempotency-key',
  // Where the web ACL asks for a token of its script, which brings it across origins in this header.
  'x-aws-waf-token',
  // Monitoring adds these to every request of a page: AWS's and the W3C's tracing.
  'x-amzn-trace-id',
  'traceparent',
  'tracestate',
  'baggage',
];
const exposedHeaders = ['x-amzn-errortype', 'x-amzn-requestid', 'idempotent-replayed', 'retry-after'].join(
  ',',
);

/** Whether a page may be allowed to send a header of this name. `*` is no name: browsers ignore it beside a bearer. */
export function isHeaderName(name: unknown): name is string {
  return typeof name === 'string' && /^[a-z][a-z0-9-]{0,63}$/i.test(name);
}

/**
 * The header that a request needs for its cookie to count, with any value. No form, image or link can send it, and no
 * page of an origin that the preflight does not admit.
 */
export const csrfHeader = 'x-csrf';

/** Seconds for which a browser remembers a preflight: the most any of them does. */
const maximumAge = 7_200;

type Headers = Record<string, string>;

/**
 * The headers of every answer. For an origin that is not allowed there are none. Pages of `cookieOrigins` may send
 * cookies, and read what is answered to them.
 */
export function corsHeaders(
  allowed: readonly string[],
  origin: string | undefined,
  cookieOrigins: readonly string[] = [],
): Headers {
  const vary = { Vary: 'Origin' };
  if (origin === undefined || !originAllowed(allowed, origin)) return vary;
  return {
    ...vary,
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': exposedHeaders,
    ...(originAllowed(cookieOrigins, origin) && { 'Access-Control-Allow-Credentials': 'true' }),
  };
}

/** The answer to a preflight: 204. `more` are headers that pages may send besides. */
export function preflightHeaders(
  allowed: readonly string[],
  origin: string | undefined,
  methods: string,
  more: readonly string[] = [],
  cookieOrigins: readonly string[] = [],
): Headers {
  const cors = corsHeaders(allowed, origin, cookieOrigins);
  const further = cookieOrigins.length > 0 ? [...more, csrfHeader] : more;
  if (!('Access-Control-Allow-Origin' in cors)) return cors;
  return {
    ...cors,
    Vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    'Access-Control-Allow-Methods': methods,
    'Access-Control-Allow-Headers': [...new Set([...requestHeaders, ...further])].join(','),
    'Access-Control-Max-Age': String(maximumAge),
  };
}

/** The headers of every answer, whoever asks. */
export const securityHeaders: Headers = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
  'Referrer-Policy': 'no-referrer',
};
