import type { Config } from '../../config/config.ts';
import { asked, each, type ClientConfiguration } from '../asked.ts';
import { answerOf } from '../facts.ts';
import { askConcurrency } from './ask-concurrency.ts';
import { askKey, askTopic } from './ask-recipients.ts';
import { askStack } from './ask-stack.ts';
import { resourcesOf, type AccountFacts } from './facts.ts';

/** CDK's own. */
const defaultQualifier = 'hnb659fds';

type Deployment = Pick<Config, 'stackName' | 'reservedConcurrency'> & {
  readonly optional: Pick<Config['optional'], 'alarmTopicArn' | 'keyArn' | 'bootstrapQualifier'>;
};

export function qualifierOf({ optional }: Deployment): string {
  return optional.bootstrapQualifier ?? defaultQualifier;
}

/** Asks AWS about everything in the account that a deployment depends on. Only reads, and never throws. */
export async function askAccount(
  deployment: Deployment,
  configuration: ClientConfiguration,
): Promise<AccountFacts> {
  const { alarmTopicArn, keyArn } = deployment.optional;
  const ofStack = asked(() => askStack(deployment.stackName, configuration));
  const [bootstrap, logRole, stack] = await Promise.all([
    asked(() => askBootstrap(qualifierOf(deployment), configuration)),
    asked(() => askLogRole(configuration)),
    ofStack,
  ]);
  const deployed = answerOf(stack);
  const topicArns =
    alarmTopicArn === undefined
      ? resourcesOf(deployed, 'AWS::SNS::Topic').map(({ physicalId }) => physicalId)
      : [alarmTopicArn];
  const [concurrency, topics] = await Promise.all([
    asked(() => askConcurrency(deployment, deployed, configuration)),
    each(topicArns, (arn) => askTopic(arn, configuration)),
  ]);
  const keyIds = Object.values(topics).flatMap((topic) => answerOf(topic)?.keyId ?? []);
  const keys = await each([...new Set([...(keyArn === undefined ? [] : [keyArn]), ...keyIds])], (id) =>
    askKey(id, configuration),
  );
  return { bootstrap, logRole, stack, concurrency, topics, keys };
}

/** Asks for what CDK itself checks before it deploys. */
async function askBootstrap(qualifier: string, configuration: ClientConfiguration): Promise<number> {
  const { GetParameterCommand, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient(configuration);
  const { Parameter } = await client.send(
    new GetParameterCommand({ Name: `/cdk-bootstrap/${qualifier}/version` }),
  );
  return Number(Parameter?.Value);
}

async function askLogRole(configuration: ClientConfiguration): Promise<string | null> {
  const { APIGatewayClient, GetAccountCommand } = await import('@aws-sdk/client-api-gateway');
  const { cloudwatchRoleArn } = await new APIGatewayClient(configuration).send(new GetAccountCommand({}));
  return cloudwatchRoleArn ?? null;
}
