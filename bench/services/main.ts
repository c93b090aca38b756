import dynalite from 'dynalite';
import { answerRequests } from '../child/answer-requests.ts';
import type { ConnectCall, DynamoDbCall } from './calls.ts';
import { createConnectStandIn } from './connect-stand-in.ts';
import { createDynamoDbFront } from './dynamodb-front.ts';
import { listen } from './loopback.ts';
import type { ServicesRequest, ServiceUrls } from './requests.ts';

// Runs the services: DynamoDB and Connect, on free ports of loopback, until the parent is gone.

const delays = { dynamodb: 0, connect: 0 };
const connectionTokens = new Set<string>();
let dynamodbCalls: DynamoDbCall[] = [];
let connectCalls: ConnectCall[] = [];

const engine = await listen(dynalite({ createTableMs: 0 }));
const urls: ServiceUrls = {
  dynamodb: await listen(
    createDynamoDbFront({
      engine: () => engine,
      delay: () => delays.dynamodb,
      saw: (call) => dynamodbCalls.push(call),
    }),
  ),
  connect: await listen(
    createConnectStandIn({
      delay: () => delays.connect,
      saw: (call) => connectCalls.push(call),
      connectionTokens,
    }),
  ),
};

answerRequests(async (request: ServicesRequest) => {
  switch (request.kind) {
    case 'urls':
      return urls;
    case 'seen': {
      const seen = { dynamodb: dynamodbCalls, connect: connectCalls };
      dynamodbCalls = [];
      connectCalls = [];
      return seen;
    }
    case 'delays':
      Object.assign(delays, { dynamodb: request.dynamodb, connect: request.connect });
      return true;
    case 'take-connection-token':
      connectionTokens.add(request.connectionToken);
      return true;
  }
});
