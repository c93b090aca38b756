import { ConnectParticipantClient } from '@aws-sdk/client-connectparticipant';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** The SDK's clients as one gets them: default credentials, default retries, one of each a function. */

export const tableName = process.env['TABLE_NAME'] ?? '';

// Named here and not left to the SDK, which would read the files of ~/.aws as well; our function does the same.
export const dynamodb = new DynamoDBClient({ endpoint: process.env['AWS_ENDPOINT_URL_DYNAMODB'] });

export const participant = new ConnectParticipantClient({
  endpoint: process.env['AWS_ENDPOINT_URL_CONNECTPARTICIPANT'],
});
