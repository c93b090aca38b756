import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { dynamodb, tableName } from './clients.ts';
import { sendMessage, type Message } from './send-message.ts';
import type { Session } from './session.ts';

/** The parts that both peers on Powertools share. */

export const logger = new Logger({ serviceName: 'participant' });
export const metrics = new Metrics({ namespace: 'Chat', serviceName: 'participant' });

const persistenceStore = new DynamoDBPersistenceLayer({
  tableName,
  awsSdkV3Client: dynamodb,
  keyAttr: 'pk',
  expiryAttr: 'ttl',
});

export const idempotency = new IdempotencyConfig({ expiresAfterSeconds: 86_400 });

/** Sends a message once for its second argument. */
export const sendOnce = makeIdempotent(
  async (message: Message, _key: readonly [sessionId: string, clientToken: string], session: Session) => ({
    ...(await sendMessage(session, message)),
  }),
  { persistenceStore, config: idempotency, dataIndexArgument: 1 },
);
