import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { apiGatewayAccount, type ApiGatewayAccount } from './adapters/api-gateway-account.ts';
import { serviceEndpoint } from './adapters/wire/endpoints.ts';
import { presignedPut } from './adapters/wire/presigned-put.ts';
import { readCredentials } from './credentials.ts';
import { serve } from './log-role/log-role.ts';

/** Invoked by CloudFormation as a deployment's custom resource: see lambdas/log-role and lib/api/log-role.ts. */
export async function handler(
  event: unknown,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<void> {
  await serve(event, {
    // Made within the attempts, so that CloudFormation is told of an environment that is not complete.
    account: {
      role: async (timeout) => account().role(timeout),
      setRole: async (arn, timeout) => account().setRole(arn, timeout),
    },
    answer: presignedPut,
    sleep: setTimeout,
    remaining: () => context.getRemainingTimeInMillis(),
    log: (line) => process.stdout.write(`${line}\n`),
  });
}

function account(): ApiGatewayAccount {
  const { env } = process;
  const region = env['AWS_REGION'] ?? '';
  return apiGatewayAccount({
    region,
    // Other services in place of AWS's, by the SDKs' own convention.
    endpoint:
      env['AWS_ENDPOINT_URL_API_GATEWAY'] ?? env['AWS_ENDPOINT_URL'] ?? serviceEndpoint('apigateway', region),
    credentials: readCredentials(env),
    now: Date.now,
  });
}
