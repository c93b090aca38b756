import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Alias,
  ApplicationLogLevel,
  Architecture,
  type CfnFunction,
  type Code,
  Function,
  type IVersion,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Service } from '../../lambdas/core/access.ts';
import { gatewayTimeout } from '../../lambdas/operations/budgets.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { acknowledge } from '../acknowledge.ts';
import type { Config } from '../config/config.ts';
import { connectStatements, contactArns, hoursArns, secretStatements } from './connect-permissions.ts';
import { functionEnvironment } from './function-environment.ts';
import { networkStatement } from './network.ts';
import { createLogGroup, logStatement } from '../logs.ts';
import { tableStatements } from '../table.ts';

/**
 * Megabytes of memory, which also decide the CPU: 1,769 are one core, given in slices. At 512, a message's work fits
 * into one slice; a start goes through the AWS SDK, and takes more (docs/decisions/0007-half-a-gigabyte.md).
 */
const memorySizes: Readonly<Record<Service, number>> = { participant: 512, connect: 1_024 };

/** Milliseconds between an operation's deadline and the function's timeout: to write the log line and the answer. */
const margin = 2_000;

/**
 * The longest deadline among the operations of a function, and the margin, as far as API Gateway waits: milliseconds.
 */
export function functionTimeout(service: Service): number {
  const deadlines = operations
    .filter((operation) => operation.service === service)
    .map(({ budget }) => budget.deadline);
  return Math.min(Math.max(...deadlines) + margin, gatewayTimeout);
}

export type Aliases = Readonly<Record<Service, Alias>>;

export interface FunctionProps {
  readonly config: Config;
  /** Its name. */
  readonly deployment: string;
  readonly code: Readonly<Record<Service, Code>>;
  readonly table: Table;
}

/**
 * Creates the two functions. The one that parses messages, events and attachments has no permission on Connect at all.
 */
export function createFunctions(scope: Construct, props: FunctionProps): Aliases {
  const functions = new Construct(scope, 'Functions');
  const aliases = {
    participant: createFunction(functions, 'participant', props),
    connect: createFunction(functions, 'connect', props),
  };
  acknowledge(
    functions,
    'Serverless-LambdaDLQ',
    'Invoked by API Gateway alone, which waits for the answer: no event is ever queued.',
  );
  if (!props.config.tracing)
    acknowledge(
      functions,
      'Serverless-LambdaTracing',
      'The setting "tracing" is off: X-Ray costs more than the rest.',
    );
  if (props.config.tracing || props.config.optional.vpc)
    acknowledge(
      functions,
      'AwsSolutions-IAM5[Resource::*]',
      'X-Ray and the network interfaces of a VPC know no resource to name.',
    );
  return aliases;
}

function createFunction(
  scope: Construct,
  service: Service,
  { config, code, deployment, table }: FunctionProps,
): Alias {
  const { logLevel, optional, reservedConcurrency, tracing } = config;
  const group = new Construct(scope, service === 'connect' ? 'Connect' : 'Participant');
  const logGroup = createLogGroup(group, 'Log', config);
  const role = new Role(group, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  const statements = [
    logStatement(logGroup),
    ...tableStatements(table, config),
    ...connectStatements(service, config),
    ...secretStatements(service, optional),
    ...(optional.vpc ? [networkStatement()] : []),
  ];
  for (const statement of statements) role.addToPolicy(statement);
  if (service === 'connect')
    for (const contacts of contactArns(config))
      acknowledge(
        role,
        `AwsSolutions-IAM5[Resource::${contacts}]`,
        'Contacts are made by the calls themselves, so that their ids cannot be known before.',
      );
  if (service === 'connect')
    for (const hours of hoursArns(config))
      acknowledge(
        role,
        `AwsSolutions-IAM5[Resource::${hours}]`,
        'A queue names its hours of operation, and may name others tomorrow.',
      );

  const reserved = reservedConcurrency[service];
  const lambda = new Function(group, 'Function', {
    description:
      service === 'connect'
        ? 'Connect Chat BFF: starts chats, creates participants, tells of queues'
        : 'Connect Chat BFF: serves the participants of chats',
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    code: code[service],
    handler: `${service}.handler`,
    role,
    memorySize: memorySizes[service],
    timeout: Duration.millis(functionTimeout(service)),
    environment: functionEnvironment(service, config, deployment, table.tableName),
    logGroup,
    // Lambda leaves out its own three lines for each invocation only in this format. It would wrap what goes through
    // `console`; the functions write their lines, which are JSON, to stdout, where they stay as they are.
    loggingFormat: LoggingFormat.JSON,
    // Never above INFO: the line of a request that went well is its metrics too.
    applicationLogLevelV2: logLevel === 'debug' ? ApplicationLogLevel.DEBUG : ApplicationLogLevel.INFO,
    systemLogLevelV2: logLevel === 'debug' ? SystemLogLevel.INFO : SystemLogLevel.WARN,
    tracing: tracing ? Tracing.ACTIVE : Tracing.DISABLED,
    ...(reserved !== undefined && { reservedConcurrentExecutions: reserved }),
  });
  if (optional.vpc) {
    const { subnetIds, securityGroupIds } = optional.vpc;
    // Lambda needs ids alone; CDK's own way would look the VPC up in the account.
    (lambda.node.defaultChild as CfnFunction).vpcConfig = {
      subnetIds: [...subnetIds],
      securityGroupIds: [...securityGroupIds],
    };
  }
  return new Alias(group, 'Live', { aliasName: 'live', version: lambda.currentVersion as IVersion });
}
