import { Duration } from 'aws-cdk-lib';
import {
  AuthorizationType,
  EndpointType,
  LambdaIntegration,
  LogGroupLogDestination,
  Method,
  type MethodDeploymentOptions,
  MethodLoggingLevel,
  RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { gatewayTimeout } from '../../lambdas/operations/budgets.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { quotas } from '../../lambdas/operations/quotas.ts';
import { stageName } from '../../lambdas/core/stage-name.ts';
import { accessLogFormat } from './access-log.ts';
import { acknowledge } from '../acknowledge.ts';
import type { Config } from '../config/config.ts';
import type { Aliases } from '../functions/functions.ts';
import { addGatewayErrors } from './gateway-errors.ts';
import { createLogGroup } from '../logs.ts';
import { preflight, preflightHeaderNames } from './preflight.ts';
import { throttleOf } from './rates.ts';

export interface ApiProps {
  readonly config: Config;
  readonly deployment: string;
  readonly functions: Aliases;
}

/** The REST API: every operation's method and path, and a preflight for each path. */
export function createApi(scope: Construct, { config, deployment, functions }: ApiProps): RestApi {
  const { optional, throttles, tracing } = config;
  const accessLog = createLogGroup(scope, 'AccessLog', config);
  const api = new RestApi(scope, 'Api', {
    // API Gateway's metrics go by the API's name, so two deployments must not share one.
    restApiName: deployment,
    description: 'Connect Chat BFF',
    endpointConfiguration: { types: [EndpointType.REGIONAL] },
    // With a domain, the API's own endpoint would be a way around whatever protects the domain.
    disableExecuteApiEndpoint: optional.domainName !== undefined,
    // The role is one for the account and Region: lib/api/log-role.ts sets it.
    cloudWatchRole: false,
    deployOptions: {
      stageName,
      accessLogDestination: new LogGroupLogDestination(accessLog),
      accessLogFormat,
      ...observed,
      tracingEnabled: tracing,
      throttlingRateLimit: quotas.own.rate,
      throttlingBurstLimit: quotas.own.burst,
      methodOptions: methodThrottles(throttles),
    },
  });
  // This is CDK's own output; that of outputs.ts knows the domain.
  api.node.tryRemoveChild('Endpoint');
  addExecutionLog(api, config);
  addGatewayErrors(api, config);
  addMethods(api, functions);
  addPreflights(api, config);

  acknowledge(
    api,
    'AwsSolutions-APIG2',
    "The functions validate every request against its operation's own shape, and say which member is wrong.",
  );
  acknowledge(
    api,
    'AwsSolutions-COG4',
    "Sessions are the functions' own, and trusted routes have IAM; visitors need no user pool.",
  );
  if (!tracing)
    acknowledge(
      api,
      'Serverless-APIGWXrayEnabled',
      'The setting "tracing" is off: X-Ray costs more than the rest.',
    );
  return api;
}

/** Methods need these as well: a method's own settings replace all of the stage's. */
const observed = {
  loggingLevel: MethodLoggingLevel.ERROR,
  // It would log headers and bodies.
  dataTraceEnabled: false,
  // Metrics of each method are priced as custom ones; those of the stage are free.
  metricsEnabled: false,
} as const;

function methodThrottles(overrides: Config['throttles']): Record<string, MethodDeploymentOptions> {
  return Object.fromEntries(
    operations.flatMap((operation) => {
      const { method, path, quota } = operation;
      const { rate, burst } = throttleOf(operation, overrides);
      const options = { ...observed, throttlingRateLimit: rate, throttlingBurstLimit: burst };
      // Where more come at once than the stage lets through, so do their preflights.
      const methods = quota ? [method, 'OPTIONS'] : [method];
      return methods.map((each) => [`${path}/${each}`, options]);
    }),
  );
}

/** API Gateway would create this log group by itself, and keep its lines for ever. */
function addExecutionLog(api: RestApi, config: Config): void {
  const name = `API-Gateway-Execution-Logs_${api.restApiId}/${stageName}`;
  api.deploymentStage.node.addDependency(createLogGroup(api, 'ExecutionLog', config, name));
}

function addMethods(api: RestApi, aliases: Aliases): void {
  const signed = new Construct(api, 'SignedByIam');
  const open = new Construct(api, 'OpenToBrowsers');
  acknowledge(
    open,
    'AwsSolutions-APIG4',
    'A browser has no IAM identity: a bearer, which the function looks up, or nobody’s yet where a chat starts.',
  );
  for (const operation of operations) {
    new Method(operation.access === 'iam' ? signed : open, operation.name, {
      httpMethod: operation.method,
      resource: api.root.resourceForPath(operation.path),
      integration: new LambdaIntegration(aliases[operation.service] as IFunction, {
        // No permission for the console's test button, which gets around the stage's throttles and logs.
        allowTestInvoke: false,
        timeout: Duration.millis(gatewayTimeout),
      }),
      options: { authorizationType: authorization(operation) },
    });
  }
}

function authorization({ access }: Operation): AuthorizationType {
  return access === 'iam' ? AuthorizationType.IAM : AuthorizationType.NONE;
}

function addPreflights(api: RestApi, config: Config): void {
  const preflights = new Construct(api, 'Preflights');
  for (const path of new Set(operations.map((operation) => operation.path))) {
    const methods = operations.filter((operation) => operation.path === path).map(({ method }) => method);
    const allowed = [...methods, 'OPTIONS'].join(',');
    new Method(preflights, path.replaceAll(/\W+/g, '-').replace(/^-|-$/g, ''), {
      httpMethod: 'OPTIONS',
      resource: api.root.resourceForPath(path),
      integration: preflight(config, allowed),
      options: {
        authorizationType: AuthorizationType.NONE,
        methodResponses: [
          {
            statusCode: '204',
            responseParameters: Object.fromEntries(
              preflightHeaderNames(allowed, config.cookieOrigins).map((name) => [
                `method.response.header.${name}`,
                true,
              ]),
            ),
          },
        ],
      },
    });
  }
}
