import { namespaceOf } from '../lambdas/core/metrics.ts';
import { functionDefaults, withoutQuotas } from '../local/settings.ts';
import { origin } from './child/api-event.ts';
import type { ServiceUrls } from './services/requests.ts';

/**
 * The whole environment of a process that runs a function: Lambda's variables, as far as a library looks at one, and
 * the services of this run. Nothing of the machine's own, which might hold a profile, a proxy or flags of Node.
 */
export function functionEnvironment(
  { dynamodb, connect }: ServiceUrls,
  home: string,
): Readonly<Record<string, string>> {
  return {
    ...functionDefaults,
    // What is measured is what a request costs in calm.
    ...withoutQuotas,
    PATH: process.env['PATH'] ?? '',
    // Without a folder .aws, as on Lambda.
    HOME: home,
    TZ: 'UTC',
    NODE_ENV: 'production',
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLEEXAMPLE00',
    AWS_SECRET_ACCESS_KEY: 'example/example/example/example/example0',
    // A role's session token travels in every signed request. They are 800 to 1,200 characters long.
    AWS_SESSION_TOKEN: 'example+'.repeat(125),
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'participant',
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    _X_AMZN_TRACE_ID: 'Root=1-6740f3a1-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0',
    METRIC_NAMESPACE: namespaceOf('connect-chat-bff'),
    ALLOWED_ORIGINS: JSON.stringify([origin]),
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_CONNECT: connect,
    AWS_ENDPOINT_URL_CONNECTPARTICIPANT: connect,
  };
}
