import { randomUUID } from 'node:crypto';
import { isObject, parsed } from '../../lambdas/core/json.ts';
import type { Campaign } from './campaign.ts';
import type { Line } from './line.ts';
import { mark, type Asker } from './request.ts';

/** Begins a chat, of a voice contact as guests may join it, with an attachment that is uploaded and one that is not. */
export async function newAsker(line: Line, { number, bearers }: Campaign): Promise<Asker> {
  const text = `${mark}-${number}-`;
  const started = await post(line, '/chats', undefined, {
    ParticipantDetails: { DisplayName: text },
    Attributes: { said: text, simulatedChannel: 'VOICE' },
    ClientToken: randomUUID(),
  });
  const [bearer, contact] = [String(started['ParticipantToken']), String(started['ContactId'])];
  bearers.set(bearer, number);
  const attachment = await upload(line, bearer);
  await post(line, '/participant/complete-attachment-upload', bearer, { AttachmentIds: [attachment] });
  return { number, bearer, contact, attachment, upload: await upload(line, bearer) };
}

/** Uploads a file, and leaves it at that. Resolves with its id. */
async function upload(line: Line, bearer: string): Promise<string> {
  const begun = await post(line, '/participant/start-attachment-upload', bearer, {
    ContentType: 'text/plain',
    AttachmentSizeInBytes: 2,
    AttachmentName: 'a.txt',
  });
  const { Url, HeadersToInclude } = begun['UploadMetadata'] as {
    readonly Url: string;
    readonly HeadersToInclude: Readonly<Record<string, string>>;
  };
  const { ok } = await fetch(Url, { method: 'PUT', headers: HeadersToInclude, body: 'hi' });
  if (!ok) throw new Error('A file could not be uploaded');
  return String(begun['AttachmentId']);
}

async function post(
  line: Line,
  path: string,
  bearer: string | undefined,
  input: object,
): Promise<Readonly<Record<string, unknown>>> {
  const body = JSON.stringify(input);
  const lines = [
    `POST /v1${path} HTTP/1.1`,
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(bearer === undefined ? [] : [`X-Amz-Bearer: ${bearer}`]),
  ];
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
  const answer = await line.send(bytes, { hangUp: false, isHead: false });
  const value = parsed(answer?.body ?? '');
  if (answer?.status !== 200 || !isObject(value))
    throw new Error(`${path}: ${answer?.status} ${answer?.body}`);
  return value;
}
