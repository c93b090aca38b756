import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  AccessDeniedException,
  ConflictException,
  ConnectParticipant,
  ResourceNotFoundException,
  ThrottlingException,
  ValidationException,
} from '@aws-sdk/client-connectparticipant';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import {
  startSimulatedConnect,
  type SimulatedConnect,
} from '../../../local/simulated-connect/simulated-connect.ts';
import { newChat, post } from '../../support/api-call.ts';
import { startServer, type Server } from '../../support/server.ts';

/** The AWS SDK for JavaScript as it is, against `npm start`: only the endpoint is another. */

let simulator: SimulatedConnect;
let server: Server;
let participant: ConnectParticipant;
let once: ConnectParticipant;

before(async () => {
  simulator = await startSimulatedConnect({ agent: { automatic: false } });
  server = await startServer({
    AWS_ENDPOINT_URL_CONNECT: simulator.url,
    AWS_ENDPOINT_URL_CONNECTPARTICIPANT: simulator.url,
  });
  const configuration = {
    endpoint: `${server.url}/v1`,
    region: 'us-east-1',
    credentials: { accessKeyId: '', secretAccessKey: '' },
  };
  participant = new ConnectParticipant(configuration);
  once = new ConnectParticipant({ ...configuration, maxAttempts: 1 });
});

after(async () => {
  participant.destroy();
  once.destroy();
  await server.stop();
  await simulator.close();
});

/** A chat and its connection token, which is the bearer again. */
async function connected(): Promise<{ readonly contactId: string; readonly ConnectionToken: string }> {
  const { contactId, bearer: ParticipantToken } = await newChat(`${server.url}/v1`);
  const { ConnectionCredentials, Websocket } = await participant.createParticipantConnection({
    ParticipantToken,
    Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'],
    ConnectParticipant: true,
  });
  assert.match(Websocket?.Url ?? '', /^ws:\/\/127\.0\.0\.1:/);
  assert.equal(ConnectionCredentials?.ConnectionToken, ParticipantToken);
  assert(ConnectionCredentials.Expiry !== undefined && Date.parse(ConnectionCredentials.Expiry) > Date.now());
  return { contactId, ConnectionToken: ParticipantToken };
}

const text = { ContentType: 'text/plain', Content: 'hello' };

test('every operation of the Participant Service works unchanged', async (t) => {
  const { contactId, ConnectionToken } = await connected();

  await t.test('SendMessage and GetTranscript', async () => {
    const { Id, AbsoluteTime } = await participant.sendMessage({ ConnectionToken, ...text });
    assert(Id !== undefined && AbsoluteTime !== undefined);
    const { Transcript } = await participant.getTranscript({
      ConnectionToken,
      MaxResults: 100,
      StartPosition: {},
    });
    assert.equal(Transcript?.find((item) => item.Id === Id)?.Content, text.Content);
  });
  await t.test('SendEvent', async () => {
    const ContentType = 'application/vnd.amazonaws.connect.event.typing';
    assert((await participant.sendEvent({ ConnectionToken, ContentType })).Id !== undefined);
  });
  await t.test('StartAttachmentUpload, CompleteAttachmentUpload and GetAttachment', async () => {
    const { AttachmentId = '', UploadMetadata } = await participant.startAttachmentUpload({
      ConnectionToken,
      ContentType: 'text/plain',
      AttachmentSizeInBytes: 2,
      AttachmentName: 'a.txt',
      ClientToken: 'upload',
    });
    const { Url = '', HeadersToInclude = {} } = UploadMetadata ?? {};
    await fetch(Url, { method: 'PUT', headers: HeadersToInclude, body: 'hi' });
    const complete = { ConnectionToken, AttachmentIds: [AttachmentId], ClientToken: 'complete' };
    await participant.completeAttachmentUpload(complete);
    await participant.completeAttachmentUpload(complete);
    await assert.rejects(
      participant.completeAttachmentUpload({ ...complete, ClientToken: 'another' }),
      ConflictException,
    );
    const attachment = await participant.getAttachment({ ConnectionToken, AttachmentId });
    assert.equal(await (await fetch(attachment.Url ?? '')).text(), 'hi');
  });
  await t.test('DescribeView, of a token with slashes', async () => {
    await fetch(`${simulator.url}/_simulator/agent/contacts/${contactId}/view`, { method: 'POST' });
    const contact = simulator.contacts.find(({ ContactId }) => ContactId === contactId);
    const content = JSON.parse(contact?.Items.at(-1)?.Content ?? '') as {
      data: { content: { viewToken: string } };
    };
    const { viewToken: ViewToken } = content.data.content;
    assert.match(ViewToken, /\//);
    const { View } = await participant.describeView({ ConnectionToken, ViewToken });
    assert(View?.Content?.Template !== undefined);
    await assert.rejects(
      participant.describeView({ ConnectionToken, ViewToken: 'no/such view?' }),
      ResourceNotFoundException,
    );
  });
  await t.test('GetAuthenticationUrl and CancelParticipantAuthentication', async () => {
    const SessionId = 'a'.repeat(36);
    const RedirectUri = 'http://localhost:3000/signed-in';
    const { AuthenticationUrl } = await participant.getAuthenticationUrl({
      ConnectionToken,
      SessionId,
      RedirectUri,
    });
    assert(URL.canParse(AuthenticationUrl ?? ''));
    await participant.cancelParticipantAuthentication({ ConnectionToken, SessionId });
  });
  await t.test('DisconnectParticipant', async () => {
    await participant.disconnectParticipant({ ConnectionToken });
    await assert.rejects(participant.sendMessage({ ConnectionToken, ...text }), AccessDeniedException);
  });
});

test('errors arrive as the SDK’s own exceptions', async () => {
  const { ConnectionToken } = await connected();
  const call = { ConnectionToken, ...text };
  await assert.rejects(once.sendMessage({ ...call, Content: 'x'.repeat(1_025) }), (error) => {
    assert(error instanceof ValidationException);
    assert.equal(error.$metadata.httpStatusCode, 400);
    assert.match(error.message, /Content must have length less than or equal to 1024/);
    return true;
  });
  await assert.rejects(once.sendMessage({ ...call, ConnectionToken: 'QVFJ' }), AccessDeniedException);
  simulator.faults.add({ kind: 'throttle', operation: 'GetTranscript', times: budgets.call.attempts });
  await assert.rejects(once.getTranscript({ ConnectionToken }), ThrottlingException);
  await once.sendMessage({ ...call, ClientToken: 'one' });
  await assert.rejects(once.sendMessage({ ...call, Content: 'another', ClientToken: 'one' }), {
    name: 'IdempotentParameterMismatchException',
  });
});

test('the SDK’s own retries carry one ClientToken, and are one message', async () => {
  const { contactId, ConnectionToken } = await connected();
  for (const kind of ['throttle', 'error', 'reset-after-accept'] as const) {
    const before = simulator.calls.length;
    simulator.faults.add({ kind, operation: 'SendMessage', times: budgets.call.attempts });
    const Content = `in spite of ${kind}`;
    const { $metadata } = await participant.sendMessage({ ConnectionToken, ...text, Content });
    // Two, or three where the failures before have opened the breaker, which leaves a message one attempt at a time.
    assert.ok([2, 3].includes($metadata.attempts ?? 0), 'the first attempt failed for the SDK');
    const tokens = simulator.calls.slice(before).map(({ clientToken }) => clientToken);
    assert.equal(tokens.length, budgets.call.attempts + 1);
    assert.equal(new Set(tokens).size, 1);
    const contact = simulator.contacts.find(({ ContactId }) => ContactId === contactId);
    assert.equal(contact?.Items.filter((item) => item.Content === Content).length, 1);
  }
});

test('a retry through another kind of client finds the SDK’s message', async () => {
  const { ConnectionToken } = await connected();
  const sent = await participant.sendMessage({ ConnectionToken, ...text, ClientToken: 'shared' });
  const again = await post(
    `${server.url}/v1`,
    '/participant/message',
    { ...text, ClientToken: 'shared' },
    { bearer: ConnectionToken },
  );
  assert.equal(again.body['Id'], sent.Id);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
});
