import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectClient } from '@aws-sdk/client-connect';
import { ConnectParticipantClient } from '@aws-sdk/client-connectparticipant';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { serviceEndpoint } from '../../../lambdas/adapters/wire/endpoints.ts';

/** Regions of every partition that is open to anybody, and one that is not there yet. */
const regions = [
  'us-east-1',
  'us-west-2',
  'af-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-west-2',
  'us-gov-west-1',
  'cn-north-1',
  'cn-northwest-1',
  'eusc-de-east-1',
  'eu-north-9',
];

type Resolve = (input: { readonly Region: string }) => { readonly url: URL };

for (const [service, Client] of [
  ['connect', ConnectClient],
  ['dynamodb', DynamoDBClient],
  ['participant.connect', ConnectParticipantClient],
] as const)
  test(`${service} is where the AWS SDK looks for it in every Region`, () => {
    for (const region of regions) {
      const client = new Client({ region });
      const { endpointProvider } = client.config as unknown as { readonly endpointProvider: Resolve };
      const { url } = endpointProvider({ Region: region });
      assert.equal(serviceEndpoint(service, region), url.href.replace(/\/$/, ''));
      client.destroy();
    }
  });
