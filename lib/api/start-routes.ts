import { Stack, Token } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { stageName } from '../../lambdas/core/stage-name.ts';

/** The routes that are signed with IAM and have this method. A path's parameters may be anything. */
function signedRoutes(api: RestApi, of: Operation['method']): string[] {
  return operations
    .filter(({ access, method }) => access === 'iam' && method === of)
    .map(({ method, path }) => api.arnForExecuteApi(method, path.replaceAll(/\{\w+\}/g, '*'), stageName));
}

/** Those by which trusted back ends start chats and add participants. */
export function grantStart(api: RestApi, grantee: IGrantable): Grant {
  return grantRoutes(api, grantee, 'POST');
}

/** Those by which they erase contacts. */
export function grantErase(api: RestApi, grantee: IGrantable): Grant {
  return grantRoutes(api, grantee, 'DELETE');
}

function grantRoutes(api: RestApi, grantee: IGrantable, method: Operation['method']): Grant {
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
  return Grant.addToPrincipal({
    grantee,
    actions: ['execute-api:Invoke'],
    resourceArns: signedRoutes(api, method),
  });
}
