import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { message, post, type ApiAnswer } from '../../support/api-call.ts';
import { voice } from '../../support/chat.ts';
import type { LocalApi } from '../../support/local-api.ts';

/** Two visitors of one API, each with every kind of request that leaves a row. */

export const origin = 'http://localhost:3000';

/** A request that a visitor can make again, with the ClientToken that it had, where it had one. */
export type Way =
  | 'start'
  | 'message'
  | 'upload'
  | 'guest'
  | 'new message'
  | 'connection'
  | 'transcript'
  | 'session'
  | 'queue position'
  | 'availability';

/** In the order in which a chat lives. */
export const ways: readonly Way[] = [
  'start',
  'connection',
  'message',
  'upload',
  'guest',
  'session',
  'queue position',
  'availability',
  'transcript',
  'new message',
];

export interface Person {
  readonly bearer: string;
  readonly contactId: string;
  /** What nobody else may be told. */
  readonly secrets: readonly string[];
  ask(way: Way): Promise<ApiAnswer>;
}

/** Lets somebody come, and calls `came` after each request. */
export async function newPerson(
  { url }: Pick<LocalApi, 'url'>,
  name: string,
  came: (way: Way) => Promise<void>,
): Promise<Person> {
  const [start, send, upload, guest] = Array.from({ length: 4 }, () => randomUUID());
  const text = `what only ${name} may read`;
  let bearer: string | undefined;
  const asked = async (path: string, body: object): Promise<ApiAnswer> =>
    await post(url, path, body, { headers: { origin }, ...(bearer !== undefined && { bearer }) });
  const got = async (path: string): Promise<ApiAnswer> => {
    const response = await fetch(url + path, { headers: { origin, 'x-amz-bearer': bearer ?? '' } });
    return {
      status: response.status,
      headers: response.headers,
      retryAfter: undefined,
      body: (await response.json()) as Record<string, unknown>,
    };
  };
  const by: Readonly<Record<Way, () => Promise<ApiAnswer>>> = {
    start: () =>
      post(
        url,
        '/chats',
        { ParticipantDetails: { DisplayName: name }, Attributes: voice, ClientToken: start },
        { headers: { origin } },
      ),
    message: () => asked('/participant/message', message(send ?? '', text)),
    'new message': () => asked('/participant/message', message(randomUUID(), text)),
    upload: () =>
      asked('/participant/start-attachment-upload', {
        ContentType: 'text/plain',
        AttachmentSizeInBytes: 2,
        AttachmentName: 'a.txt',
        ClientToken: upload,
      }),
    guest: () =>
      asked('/participants', { ParticipantDetails: { DisplayName: `${name}’s guest` }, ClientToken: guest }),
    connection: () => asked('/participant/connection', { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] }),
    transcript: () => asked('/participant/transcript', {}),
    session: () => got('/session'),
    'queue position': () => got('/session/queue'),
    availability: () => got('/chats/availability?EntryPoint=default'),
  };
  const answers = new Map<Way, Readonly<Record<string, unknown>>>();
  for (const way of ways) {
    const answer = await by[way]();
    assert.equal(answer.status, 200, `${way}: ${JSON.stringify(answer.body)}`);
    answers.set(way, answer.body);
    bearer ??= String(answer.body['ParticipantToken']);
    await came(way);
  }
  const contactId = String(answers.get('start')?.['ContactId']);
  const invited = answers.get('guest')?.['ParticipantCredentials'] as { ParticipantToken: string };
  const uploaded = answers.get('upload')?.['UploadMetadata'] as { Url: string };
  return {
    bearer: bearer ?? '',
    contactId,
    secrets: [bearer ?? '', contactId, text, invited.ParticipantToken, uploaded.Url],
    ask: (way) => by[way](),
  };
}
