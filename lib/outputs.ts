import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { DomainName, RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Construct } from 'constructs';
import { defaultEntryPoint } from '../lambdas/core/settings.ts';
import { stageName } from '../lambdas/core/stage-name.ts';
import type { Config } from './config/config.ts';

/** Adds the outputs that a deployment prints. Returns the API's URL, without a slash at the end. */
export function addOutputs(
  scope: Construct,
  api: RestApi,
  domain: DomainName | undefined,
  config: Config,
): string {
  const host =
    domain?.domainName ?? `${api.restApiId}.execute-api.${config.region}.${Stack.of(scope).urlSuffix}`;
  const url = `https://${host}/${stageName}`;
  new CfnOutput(scope, 'ApiUrl', {
    value: url,
    description: 'The endpoint to give to amazon-connect-chatjs or to the AWS SDK',
  });
  new CfnOutput(scope, 'Curl', { value: curl(url, config), description: 'Try it' });
  if (domain)
    new CfnOutput(scope, 'DomainTarget', {
      value: domain.domainNameAliasDomainName,
      description: `The CNAME record of ${config.optional.domainName ?? ''}`,
    });
  return url;
}

/** Returns a curl command that starts a chat, unless that takes a browser's token or a person who signs in. */
function curl(url: string, { entryPoints, optional, webAclToken }: Config): string {
  if (webAclToken || optional.signIn?.anonymous === false) return `curl -sS ${url}/health`;
  const [first = ''] = Object.keys(entryPoints);
  const body = {
    ...(defaultEntryPoint in entryPoints ? {} : { EntryPoint: first }),
    ParticipantDetails: { DisplayName: 'curl' },
  };
  return `curl -sS -X POST ${url}/chats -H 'content-type: application/json' -d '${JSON.stringify(body)}'`;
}
