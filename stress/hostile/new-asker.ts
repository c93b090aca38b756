import { randomUUID } from 'node:crypto';
import { isObject, parsed } from '../../lambdas/core/json.ts';
import type { Line } from './line.ts';
import { mark, type Asker } from './request.ts';

/**
 * Begins a chat, of a page of this origin if there is one. Its contact is a WebRTC one, as guests may join it, and has
 * an attachment that is uploaded and one that is not.
 */
export async function newAsker(
  line: Line,
  { number, bearers }: { readonly number: number; readonly bearers: Map<string, number> },
  origin?: string,
): Promise<Asker> {
  const text = `${mark}-${number}-`;
  const started = await post(line, '/chats', origin === undefined ? {} : { Origin: origin }, {
    ParticipantDetails: { DisplayName: text },
    Attributes: { said: text, simulatedChannel: 'VOICE' },
    ClientToken: randomUUID(),
  });
  const [bearer, contact] = [String(started['ParticipantToken']), String(started['ContactId'])];
  bearers.set(bearer, number);
  const by = { 'X-Amz-Bearer': bearer };
  const attachment = await upload(line, by);
  await post(line, '/participant/complete-attachment-upload', by, { AttachmentIds: [attachment] });
  return { number, bearer, contact, attachment, upload: await upload(line, by) };
}

/** Uploads a file, and leaves it at that. Resolves with its id. */
async function upload(line: Line, by: Readonly<Record<string, string>>): Promise<string> {
  const begun = await post(line, '/participant/start-attachment-upload', by, {
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
  headers: Readonly<Record<string, string>>,
  input: object,
): Promise<Readonly<Record<string, unknown>>> {
  const body = JSON.stringify(input);
  const lines = [
    `POST /v1${path} HTTP/1.1`,
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  const bytes = Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body}`);
  const answer = await line.send(bytes, { hangUp: false, isHead: false });
  const value = parsed(answer?.body ?? '');
  if (answer?.status !== 200 || !isObject(value))
    throw new Error(`${path}: ${answer?.status} ${answer?.body}`);
  return value;
}
