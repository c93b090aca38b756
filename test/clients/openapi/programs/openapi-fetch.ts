import createClient from 'openapi-fetch';
import type { paths } from './schema.js';

/**
 * A whole chat as a front end has it that openapi-typescript made the types of. It throws where an answer is not what
 * the document promises, and where `tsc` would let a request pass that the document refuses, it does not compile.
 */
export async function chat(baseUrl: string): Promise<void> {
  const visitor = createClient<paths>({ baseUrl });
  const started = answer(
    await visitor.POST('/chats', {
      body: { ParticipantDetails: { DisplayName: 'Ada' }, ClientToken: crypto.randomUUID() },
    }),
  );
  const bearer: string = started.ParticipantToken;
  const client = createClient<paths>({ baseUrl, headers: { 'X-Amz-Bearer': bearer } });

  const { Websocket, ConnectionCredentials } = answer(
    await client.POST('/participant/connection', {
      body: { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'], ConnectParticipant: true },
    }),
  );
  expect(Websocket !== undefined && ConnectionCredentials !== undefined, 'both were asked for');
  expect(new URL(Websocket.Url).protocol.startsWith('ws'), Websocket.Url);
  expect(Date.parse(Websocket.ConnectionExpiry) > Date.now(), Websocket.ConnectionExpiry);
  expect(ConnectionCredentials.ConnectionToken === bearer, 'the connection token is the bearer');

  const body = { ContentType: 'text/plain', Content: 'Hello', ClientToken: crypto.randomUUID() } as const;
  const first = answer(await client.POST('/participant/message', { body }));
  const again = answer(await client.POST('/participant/message', { body }));
  expect(first.Id === again.Id, 'a retry sends no second message');
  expect(Date.parse(first.AbsoluteTime) > 0, first.AbsoluteTime);
  const typing = answer(
    await client.POST('/participant/event', {
      body: { ContentType: 'application/vnd.amazonaws.connect.event.typing' },
    }),
  );
  expect(typing.Id.length > 0, 'an event has an id');

  const { Transcript } = answer(
    await client.POST('/participant/transcript', { body: { MaxResults: 100, SortOrder: 'ASCENDING' } }),
  );
  const item = Transcript.find(({ Id }) => Id === first.Id);
  expect(item?.Type === 'MESSAGE' && item.Content === 'Hello', 'the message is in the transcript once');
  expect(item.ParticipantRole === 'CUSTOMER' && item.DisplayName === 'Ada', 'and it is the visitor’s');

  const { AttachmentId, UploadMetadata } = answer(
    await client.POST('/participant/start-attachment-upload', {
      body: {
        ContentType: 'text/plain',
        AttachmentSizeInBytes: 2,
        AttachmentName: 'a.txt',
        ClientToken: crypto.randomUUID(),
      },
    }),
  );
  const uploaded = await fetch(UploadMetadata.Url, {
    method: 'PUT',
    headers: UploadMetadata.HeadersToInclude,
    body: 'hi',
  });
  expect(uploaded.ok, `the upload: ${uploaded.status}`);
  answer(
    await client.POST('/participant/complete-attachment-upload', {
      body: { AttachmentIds: [AttachmentId], ClientToken: crypto.randomUUID() },
    }),
  );
  const attachment = answer(await client.POST('/participant/attachment', { body: { AttachmentId } }));
  expect((await (await fetch(attachment.Url)).text()) === 'hi', 'the attachment is what was uploaded');

  const session = answer(await client.GET('/session'));
  expect(session.ContactId === started.ContactId && session.State === 'CONNECTED', session.State);
  expect(session.ParticipantId === started.ParticipantId, session.ParticipantId);

  const tooLong = await client.POST('/participant/message', {
    body: { ContentType: 'text/plain', Content: 'x'.repeat(1_025) },
  });
  expect(
    tooLong.response.status === 400 && tooLong.error !== undefined,
    'a text that is too long is refused',
  );
  expect(tooLong.error.__type === 'ValidationException', tooLong.error.__type);
  expect(tooLong.error.message.includes('1024'), tooLong.error.message);

  answer(await client.POST('/participant/disconnect', { body: {} }));
  const over = await client.GET('/session');
  expect(over.response.status === 403 && over.error?.__type === 'AccessDeniedException', 'the chat is over');

  const health = answer(await visitor.GET('/health'));
  expect(health.Status === 'OK', health.Status);
}

/** What does not compile, since the document refuses it. Nobody calls it. */
export async function refused(baseUrl: string): Promise<void> {
  const client = createClient<paths>({ baseUrl });
  // @ts-expect-error A chat's start has a body.
  await client.POST('/chats');
  // @ts-expect-error A message has Content.
  await client.POST('/participant/message', { body: { ContentType: 'text/plain' } });
  await client.POST('/participant/message', {
    // @ts-expect-error There is no such type of content.
    body: { ContentType: 'text/html', Content: 'Hello' },
  });
  // @ts-expect-error There is no such route.
  await client.POST('/participant/sneeze', { body: {} });
  // @ts-expect-error A view has its token in the path.
  await client.GET('/participant/views/{ViewToken}', { params: { path: {} } });
}

interface Result<Body> {
  readonly response: Response;
  readonly data?: Body;
  readonly error?: { readonly __type: string; readonly message: string };
}

/** The answer of a call that has to succeed. */
function answer<Body>({ data, error, response }: Result<Body>): Body {
  if (data === undefined) throw new Error(`${response.url}: ${error?.__type}: ${error?.message}`);
  return data;
}

function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what);
}
