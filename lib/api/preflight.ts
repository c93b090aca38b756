import { type IntegrationOptions, MockIntegration } from 'aws-cdk-lib/aws-apigateway';
import { preflightHeaders, securityHeaders } from '../../lambdas/core/cors.ts';
import type { Config } from '../config/config.ts';

/**
 * Answers preflights in API Gateway itself, with the headers that lambdas/core/cors.ts makes. A mapping template
 * chooses them: it is the one place of API Gateway that can look at the request's origin.
 */
export function preflight(allowed: Allowed, methods: string): MockIntegration {
  const responseParameters = Object.fromEntries(
    Object.entries(refused(methods)).map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]),
  );
  const options: IntegrationOptions = {
    requestTemplates: { 'application/json': '{"statusCode":204}' },
    integrationResponses: [
      {
        statusCode: '204',
        responseParameters,
        responseTemplates: {
          'application/json': preflightTemplate(allowed, methods),
        },
      },
    ],
  };
  return new MockIntegration(options);
}

/** Which pages may use the API, which further headers they may send, and which of them may have cookies. */
export type Allowed = Pick<Config, 'allowedOrigins' | 'allowedHeaders' | 'cookieOrigins'>;

/** Returns the headers for an origin that is not allowed. */
export function refused(methods: string): Readonly<Record<string, string>> {
  return { ...securityHeaders, ...preflightHeaders([], undefined, methods) };
}

/** The names of all headers of a preflight, which API Gateway wants declared. */
export function preflightHeaderNames(methods: string, cookieOrigins: readonly string[]): string[] {
  const example = 'https://example.com';
  const withCookies = cookieOrigins.length > 0 ? [example] : [];
  return Object.keys({
    ...securityHeaders,
    ...preflightHeaders([example], example, methods, [], withCookies),
  });
}

/**
 * Returns the template. API Gateway admits one override of each header, and header names come as the client wrote them:
 * `origin` over HTTP/2, `Origin` over HTTP/1.1.
 */
export function preflightTemplate(
  { allowedOrigins, allowedHeaders, cookieOrigins }: Allowed,
  methods: string,
): string {
  const example = 'https://example.com';
  const {
    'Access-Control-Allow-Origin': _,
    'Access-Control-Allow-Credentials': __,
    ...headers
  } = preflightHeaders([example], example, methods, allowedHeaders, cookieOrigins);
  return [
    `#set($origin = '')`,
    `#set($headers = $input.params().header)`,
    `#foreach($name in $headers.keySet())`,
    `#if($name.toLowerCase() == 'origin')`,
    `#set($origin = $headers.get($name))`,
    `#end`,
    `#end`,
    `#if(${allowedOrigins.map(isOrigin).join(' || ')})`,
    `#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)`,
    ...Object.entries(headers).map(
      ([name, value]) => `#set($context.responseOverride.header.${name} = '${value}')`,
    ),
    ...(cookieOrigins.length > 0
      ? [
          `#if(${cookieOrigins.map(isOrigin).join(' || ')})`,
          `#set($context.responseOverride.header.Access-Control-Allow-Credentials = 'true')`,
          `#end`,
        ]
      : []),
    `#end`,
  ].join('\n');
}

/** 1 to 65535. */
const port = '([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])';

/** Compares the whole origin: `matches` would take the dots of a host name for any character. */
function isOrigin(allowed: string): string {
  return allowed.endsWith(':*')
    ? `$origin.matches('${allowed.slice(0, -2).replaceAll('.', '[.]')}(:${port})?')`
    : `$origin == '${allowed}'`;
}
