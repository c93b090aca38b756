import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { apiModel, operationNames } from '../../../local/simulated-connect/api-model.ts';
import { apiModelText } from '../../../local/simulated-connect/extract-api-model.ts';
import type { OperationName, ServiceName } from '../../../local/simulated-connect/operation-names.ts';
import { connectOperations } from '../../../local/simulated-connect/connect-operations.ts';
import { participantOperations } from '../../../local/simulated-connect/participant-operations.ts';
import { publishedOperation } from '../../../local/simulated-connect/published-model.ts';
import { violations } from '../../../local/simulated-connect/validation.ts';
import { pythonWith } from '../../support/optional-program.ts';
import { attached } from './attached.ts';
import { newChat, startRequest } from './chat-fixture.ts';

const folder = new URL('../../../local/simulated-connect/', import.meta.url);

test('api-model.json is what npm run api-model writes', () => {
  assert.ok(
    readFileSync(new URL('api-model.json', folder), 'utf8') === apiModelText(),
    'local/simulated-connect/api-model.json is old: npm run api-model',
  );
});

const python = pythonWith('botocore');

test('the models are those of botocore', { skip: python.skip }, (t) => {
  const into = mkdtempSync(join(tmpdir(), 'models-'));
  t.after(() => rmSync(into, { recursive: true }));
  execFileSync(python.path(), [fileURLToPath(new URL('models/take.py', folder)), '--into', into]);
  for (const service of ['connect', 'connectparticipant']) {
    const kept = readFileSync(new URL(`models/${service}.json`, folder), 'utf8');
    assert.equal(kept, readFileSync(join(into, `${service}.json`), 'utf8'), service);
  }
});

test('the model holds exactly the operations that are simulated', () => {
  const simulated = { connectparticipant: participantOperations, connect: connectOperations };
  for (const [service, handlers] of Object.entries(simulated)) {
    for (const name of Object.keys(handlers)) publishedOperation(service as ServiceName, name);
  }
  for (const name of operationNames())
    assert.ok(name in participantOperations || name in connectOperations, `Nobody simulates ${name}`);
});

test('every operation answers on the wire exactly what its model allows', async (t) => {
  const chat = await newChat(t);
  const { url } = chat.simulator;
  const attachmentId = await attached(chat, 'text/plain', 'hello');
  const uploaded = await attached(chat, 'text/plain', 'again', { complete: false });
  await post(`${url}/_simulator/agent/contacts/${chat.ContactId}/view`, {});
  const view = chat.simulator.contacts[0]?.Items.at(-1)?.Content ?? '';
  const viewToken: string = JSON.parse(view).data.content.viewToken;
  const SessionId = '0'.repeat(36);
  const ended = { InstanceId: startRequest.InstanceId, ContactId: chat.ContactId };

  const calls: readonly [OperationName, object][] = [
    ['CreateParticipantConnection', { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS', 'WEBRTC_CONNECTION'] }],
    ['SendMessage', { ContentType: 'text/plain', Content: 'hello' }],
    ['SendEvent', { ContentType: 'application/vnd.amazonaws.connect.event.typing' }],
    [
      'StartAttachmentUpload',
      { ContentType: 'text/plain', AttachmentSizeInBytes: 1, AttachmentName: 'a', ClientToken: 'a' },
    ],
    ['CompleteAttachmentUpload', { AttachmentIds: [uploaded], ClientToken: 'b' }],
    ['GetAttachment', { AttachmentId: attachmentId }],
    ['DescribeView', {}],
    ['GetAuthenticationUrl', { SessionId, RedirectUri: 'https://example.com/' }],
    ['CancelParticipantAuthentication', { SessionId }],
    ['GetTranscript', { MaxResults: 100 }],
    ['StartChatContact', startRequest],
    ['CreateParticipant', { ...ended, ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT' } }],
    ['DisconnectParticipant', {}],
  ];
  for (const [operation, body] of calls) {
    await t.test(operation, async () => {
      const { method, path, service, output } = apiModel.operations[operation];
      const response = await fetch(url + path.replace('{ViewToken}', encodeURIComponent(viewToken)), {
        method,
        headers: headersFor(operation, chat),
        ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
      });
      const answer = await response.json();
      assert.equal(response.status, 200, JSON.stringify(answer));
      assert.match(response.headers.get('x-amzn-requestid') ?? '', /^[\da-f-]{36}$/);
      assert.deepEqual(violations(service, output, answer, { refuseUnknownMembers: true }), []);
    });
  }
  const other = await newChat(t);
  const stopped = await post(
    `${other.simulator.url}/contact/stop`,
    { ...ended, ContactId: other.ContactId },
    headersFor('StopContact', other),
  );
  assert.deepEqual(await stopped.json(), {});
});

test('an error names itself in the header alone, and each service spells its text in its own way', async (t) => {
  const { simulator } = await newChat(t);
  const bodyOf = async (path: string, name: string, headers: Record<string, string>): Promise<unknown> => {
    const response = await post(simulator.url + path, {}, headers);
    assert.equal(response.headers.get('x-amzn-errortype'), name);
    return response.json();
  };
  const denied = await bodyOf('/participant/message', 'AccessDeniedException', { 'x-amz-bearer': 'unknown' });
  assert.deepEqual(denied, { message: 'Access denied' });
  const authorization = 'AWS4-HMAC-SHA256 Credential=any, SignedHeaders=host, Signature=any';
  const invalid = await bodyOf('/contact/stop', 'InvalidRequestException', { authorization });
  assert.deepEqual(Object.keys(invalid as object), ['Message']);
});

test('what is no operation answers 404 in the same form', async (t) => {
  const { simulator } = await newChat(t);
  const response = await fetch(`${simulator.url}/participant/message`);
  assert.equal(response.status, 404);
  assert.equal(response.headers.get('x-amzn-errortype'), 'UnknownOperationException');
  assert.notEqual(response.headers.get('x-amzn-requestid'), null);
  assert.equal((await fetch(simulator.url, { method: 'HEAD' })).status, 404);
});

test('a body that is not a JSON object, or far too large, is refused and harms nobody', async (t) => {
  const chat = await newChat(t);
  const send = async (body: string): Promise<number> =>
    (
      await fetch(`${chat.simulator.url}/participant/message`, {
        method: 'POST',
        headers: headersFor('SendMessage', chat),
        body,
      })
    ).status;
  assert.equal(await send('{'), 400);
  assert.equal(await send('null'), 400);
  assert.equal(await send('[]'), 400);
  assert.equal(await send('x'.repeat(2_000_000)), 413);
  assert.equal(await send('{"ContentType":"text/plain","Content":"still here"}'), 200);
});

function headersFor(
  operation: OperationName,
  {
    ParticipantToken,
    ConnectionToken,
  }: { readonly ParticipantToken: string; readonly ConnectionToken: string },
): Record<string, string> {
  if (apiModel.operations[operation].service === 'connect') {
    return { authorization: 'AWS4-HMAC-SHA256 Credential=any, SignedHeaders=host, Signature=any' };
  }
  const token = operation === 'CreateParticipantConnection' ? ParticipantToken : ConnectionToken;
  return { 'x-amz-bearer': token };
}

function post(url: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
}
