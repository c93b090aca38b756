import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { connectService } from '../../../lambdas/adapters/connect-service.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { asUpstreamToken } from '../../support/tokens.ts';
import { startWireServer } from './wire-server.ts';

Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: functionDefaults['AWS_ACCESS_KEY_ID'],
  AWS_SECRET_ACCESS_KEY: functionDefaults['AWS_SECRET_ACCESS_KEY'],
});

const start = {
  InstanceId: 'instance',
  ContactFlowId: 'flow',
  ParticipantDetails: undefined,
  ClientToken: asUpstreamToken('token'),
};

test('a start goes over the connection opened ahead, signed by the AWS SDK', async () => {
  const server = await startWireServer();
  server.answer = { status: 200, body: '{"ContactId":"contact"}' };
  const connect = connectService({ region: 'eu-central-1', endpoint: server.url, connections: 1 });
  while (server.connections.open.size === 0) await setTimeout(5);
  assert.equal(server.requests.length, 0);
  for (let time = 0; time < 2; time++) {
    const { output } = await connect.send('StartChatContact', start, 2_000);
    assert.deepEqual(output, { ContactId: 'contact' });
  }
  assert.equal(server.connections.made, 1);
  const [request] = server.requests;
  assert.deepEqual([request?.method, request?.path], ['PUT', '/contact/chat']);
  const headers = new Map(request?.headers.map(([name, value]) => [name.toLowerCase(), value]));
  assert.match(headers.get('authorization') ?? '', /^AWS4-HMAC-SHA256 Credential=local\//);
});

test('what a participant does goes to its own service, with its token and nothing of the role’s', async () => {
  const [connect, participants] = [await startWireServer(), await startWireServer()];
  participants.answer = { status: 200, body: '{}' };
  const service = connectService({
    region: 'eu-central-1',
    endpoint: connect.url,
    participantEndpoint: participants.url,
  });
  await service.send(
    'DisconnectParticipant',
    { ConnectionToken: 'token', ClientToken: asUpstreamToken('once') },
    2_000,
  );
  assert.equal(connect.requests.length, 0);
  const [request] = participants.requests;
  assert.deepEqual([request?.method, request?.path], ['POST', '/participant/disconnect']);
  const headers = new Map(request?.headers.map(([name, value]) => [name.toLowerCase(), value]));
  assert.equal(headers.get('x-amz-bearer'), 'token');
  assert(!headers.has('authorization') && !headers.has('x-amz-security-token'));
});
