import { Stack, Token } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { operations } from '../../lambdas/operations/operations.ts';
import { stageName } from '../../lambdas/core/stage-name.ts';

/** The routes by which trusted back ends start chats and add participants. A path's parameters may be anything. */
function startRoutes(api: RestApi): string[] {
  return operations
    .filter(({ access }) => access === 'iam')
    .map(({ method, path }) => api.arnForExecuteApi(method, path.replaceAll(/\{\w+\}/g, '*'), stageName));
}

export function grantStart(api: RestApi, grantee: IGrantable): Grant {
  const { principalAccount } = grantee.grantPrincipal;
  const { account } = Stack.of(api);
  if (
    principalAccount !== undefined &&
    !Token.isUnresolved(principalAccount) &&
    !Token.isUnresolved(account) &&
    principalAccount !== account
  )
    throw new Error(
      `${api.node.path} is of the account ${account} and takes calls signed there alone: let the back end of ` +
        `${principalAccount} assume a role of ${account}, and grant that role`,
    );
  return Grant.addToPrincipal({ grantee, actions: ['execute-api:Invoke'], resourceArns: startRoutes(api) });
}
