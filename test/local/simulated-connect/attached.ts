import assert from 'node:assert/strict';
import type { UploadMetadata } from '@aws-sdk/client-connectparticipant';
import type { Chat } from './chat-fixture.ts';

export interface Started {
  readonly AttachmentId: string;
  readonly UploadMetadata: UploadMetadata;
}

/** StartAttachmentUpload, as a page calls it before it uploads. */
export async function startedUpload(
  { participant, ConnectionToken }: Pick<Chat, 'participant' | 'ConnectionToken'>,
  ContentType: string,
  AttachmentSizeInBytes: number,
  AttachmentName = 'notes.txt',
): Promise<Started> {
  const { AttachmentId, UploadMetadata } = await participant.startAttachmentUpload({
    ConnectionToken,
    ContentType,
    AttachmentSizeInBytes,
    AttachmentName,
  });
  assert(AttachmentId !== undefined && UploadMetadata !== undefined);
  return { AttachmentId, UploadMetadata };
}

/** The PUT of a page to the pre-signed URL. */
export function put({ Url = '', HeadersToInclude = {} }: UploadMetadata, body: string): Promise<Response> {
  return fetch(Url, { method: 'PUT', headers: HeadersToInclude, body });
}

/** A file on its way into the chat: uploaded and, unless told otherwise, completed. */
export async function attached(
  chat: Chat,
  contentType: string,
  content: string,
  { complete = true, name }: { readonly complete?: boolean; readonly name?: string } = {},
): Promise<string> {
  const size = Buffer.byteLength(content);
  const { AttachmentId, UploadMetadata } = await startedUpload(chat, contentType, size, name);
  assert.equal((await put(UploadMetadata, content)).status, 200);
  if (complete) {
    await chat.participant.completeAttachmentUpload({
      ConnectionToken: chat.ConnectionToken,
      AttachmentIds: [AttachmentId],
    });
  }
  return AttachmentId;
}
