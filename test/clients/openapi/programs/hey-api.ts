import {
  completeAttachmentUpload,
  createParticipantConnection,
  disconnectParticipant,
  getAttachment,
  getHealth,
  getSession,
  getTranscript,
  sendEvent,
  sendMessage,
  startAttachmentUpload,
  startChat,
} from './client/index.js';

/**
 * A whole chat as a front end has it that @hey-api/openapi-ts made the client of: where the API is, how to show the
 * bearer and what each call takes and answers, it has from the document alone.
 */
export async function chat(): Promise<void> {
  const { data: started } = await startChat({
    throwOnError: true,
    body: { ParticipantDetails: { DisplayName: 'Ada' }, ClientToken: crypto.randomUUID() },
  });
  // The client's own `security` says in which header.
  const called = { auth: (): string => started.ParticipantToken, throwOnError: true } as const;

  const { data: connection } = await createParticipantConnection({
    ...called,
    body: { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'], ConnectParticipant: true },
  });
  const { Websocket, ConnectionCredentials } = connection;
  expect(Websocket !== undefined && ConnectionCredentials !== undefined, 'both were asked for');
  expect(new URL(Websocket.Url).protocol.startsWith('ws'), Websocket.Url);
  expect(ConnectionCredentials.ConnectionToken === started.ParticipantToken, 'the token is the bearer');

  const body = { ContentType: 'text/plain', Content: 'Hello', ClientToken: crypto.randomUUID() } as const;
  const { data: first } = await sendMessage({ ...called, body });
  const { data: again, response: replayed } = await sendMessage({ ...called, body });
  expect(first.Id === again.Id, 'a retry sends no second message');
  expect(replayed.headers.get('Idempotent-Replayed') === 'true', 'and says so');
  const { data: typing } = await sendEvent({
    ...called,
    body: { ContentType: 'application/vnd.amazonaws.connect.event.typing' },
  });
  expect(typing.Id.length > 0, 'an event has an id');

  const { data: read } = await getTranscript({
    ...called,
    body: { MaxResults: 100, SortOrder: 'ASCENDING' },
  });
  const messages = read.Transcript.filter(({ Type }) => Type === 'MESSAGE');
  expect(messages.length === 1 && messages[0]?.Id === first.Id, 'the message is in the transcript once');
  expect(messages[0].Content === 'Hello' && messages[0].DisplayName === 'Ada', 'and it is the visitor’s');

  const { data: upload } = await startAttachmentUpload({
    ...called,
    body: {
      ContentType: 'text/plain',
      AttachmentSizeInBytes: 2,
      AttachmentName: 'a.txt',
      ClientToken: crypto.randomUUID(),
    },
  });
  const { AttachmentId, UploadMetadata } = upload;
  const uploaded = await fetch(UploadMetadata.Url, {
    method: 'PUT',
    headers: UploadMetadata.HeadersToInclude,
    body: 'hi',
  });
  expect(uploaded.ok, `the upload: ${uploaded.status}`);
  await completeAttachmentUpload({
    ...called,
    body: { AttachmentIds: [AttachmentId], ClientToken: crypto.randomUUID() },
  });
  const { data: attachment } = await getAttachment({ ...called, body: { AttachmentId } });
  expect((await (await fetch(attachment.Url)).text()) === 'hi', 'the attachment is what was uploaded');

  const { data: session } = await getSession(called);
  expect(session.ContactId === started.ContactId && session.State === 'CONNECTED', session.State);

  const asked = { ...called, throwOnError: false } as const;
  const tooLong = await sendMessage({
    ...asked,
    body: { ContentType: 'text/plain', Content: 'x'.repeat(1_025) },
  });
  expect(tooLong.error !== undefined, 'a text that is too long is refused');
  expect(tooLong.error.__type === 'ValidationException', tooLong.error.__type);
  expect(tooLong.error.message.includes('1024'), tooLong.error.message);

  await disconnectParticipant({ ...called, body: {} });
  const over = await getSession(asked);
  expect(over.error?.__type === 'AccessDeniedException', 'the chat is over');

  const { data: health } = await getHealth({ throwOnError: true });
  expect(health.Status === 'OK', health.Status);
}

/** What does not compile, since the document refuses it. Nobody calls it. */
export async function refused(): Promise<void> {
  // @ts-expect-error A chat's start has a body.
  await startChat();
  // @ts-expect-error A message has Content.
  await sendMessage({ body: { ContentType: 'text/plain' } });
  // @ts-expect-error There is no such type of content.
  await sendMessage({ body: { ContentType: 'text/html', Content: 'Hello' } });
  // @ts-expect-error There is no such member.
  await startChat({ body: { ParticipantDetails: { DisplayName: 'Ada' }, Colour: 'red' } });
}

function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
