import assert from 'node:assert/strict';
import { examples } from '../../../lambdas/openapi/examples.ts';
import type { Operation } from '../../../lambdas/operations/operation.ts';
import type { OperationName } from '../../../lambdas/operations/operations.ts';
import { operations } from '../../../lambdas/operations/operations.ts';
import { ask, successOf, type ApiAnswer } from '../../support/api-request.ts';
import { agentDoes, putFile, sessionIdIn, viewTokenIn } from '../../support/chat-scene.ts';
import { startChat, voice } from '../../support/chat.ts';
import type { LocalApi } from '../../support/local-api.ts';

/** What the document's examples name, and a chat of its own has other names for. */
type Ids = Readonly<Record<string, unknown>>;

/**
 * Sends the example of every operation, in the order of a chat, with the ids of that chat in place of the examples'.
 * Returns the answers. `ask` holds each to the document, without a member that it does not declare.
 */
export async function playExamples(api: LocalApi): Promise<ReadonlyMap<OperationName, ApiAnswer>> {
  const answers = new Map<OperationName, ApiAnswer>();
  const extra: string[] = [];
  let bearer: string | undefined;
  const send = async (name: OperationName, ids: Ids = {}, as = bearer): Promise<ApiAnswer['body']> => {
    const operation = named(name);
    const { request = {} } = examples[name];
    for (const member of Object.keys(ids)) assert(member in request, `${name} has no ${member}`);
    const answer = await ask(api.url, operation, { input: { ...request, ...ids }, bearer: as });
    assert.equal(answer.status, successOf(operation), `${name}: ${answer.text}`);
    answers.set(name, answer);
    return answer.body;
  };

  await send('GetHealth');
  await send('GetOpenApi');
  const { ParticipantToken, ContactId } = await send('StartChat');
  bearer = String(ParticipantToken);
  await send('GetAvailability');
  await send('CreateParticipantConnection');
  await send('GetSession');
  await send('GetQueuePosition');
  await send('SendEvent');
  await send('SendMessage');
  await send('GetTranscript');
  await send('LeaveSession');

  const upload = await send('StartAttachmentUpload');
  await putFile(upload['UploadMetadata'], 'order no. 1234567\n');
  const { AttachmentId } = upload;
  await send('CompleteAttachmentUpload', { AttachmentIds: [AttachmentId] });
  await send('GetAttachment', { AttachmentId });

  await send('DescribeView', { ViewToken: viewTokenIn(await agentDoes(api, ContactId, 'view')) });
  for (const name of ['GetAuthenticationUrl', 'CancelParticipantAuthentication'] as const)
    await send(name, { SessionId: sessionIdIn(await agentDoes(api, ContactId, 'sign-in')) });

  // What the examples leave out: all kinds of items, and all that a connection may be of.
  const more = async (name: OperationName, input: Ids): Promise<void> => {
    const { body } = await ask(api.url, named(name), { input, bearer });
    extra.push(JSON.stringify(body));
  };
  await more('GetTranscript', { MaxResults: 100 });
  await more('GetTranscript', { MaxResults: 1 });
  await more('CreateParticipantConnection', {
    Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS', 'WEBRTC_CONNECTION'],
  });
  for (const member of ['"Attachments":[{', '"NextToken":"', '"MediaPlacement":{', '"Type":"EVENT"'])
    assert(extra.join().includes(member), member);

  const call = await startChat(api, { attributes: voice });
  await send('CreateGuest', {}, call.bearer);
  const started = await send('StartChatContact');
  await send('CreateParticipant', { ContactId: started['ContactId'] });
  await send('DisconnectParticipant');
  await send('EraseContact', { ContactId });
  return answers;
}

function named(name: OperationName): Operation {
  const operation = operations.find((candidate) => candidate.name === name);
  assert(operation);
  return operation;
}
