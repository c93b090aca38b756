import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Attachment, Contact, Participant, StoredAttachment } from './contacts.ts';
import { BodyTooLarge, readBody } from './json-http.ts';

/** The largest attachment of a chat, in bytes (AWS: 20 MB). */
export const maxAttachmentBytes = 20 * 1024 * 1024;
/** How long an upload URL can be used, in ms. */
const uploadMs = 15 * 60_000;

/**
 * The types a chat takes.
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/feature-limits.html (chat attachments)
 */
export const attachmentTypes: readonly string[] = [
  'text/csv',
  'text/plain',
  'application/msword',
  'application/pdf',
  'application/vnd.ms-excel',
  'application/vnd.ms-powerpoint',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'audio/wav',
  'audio/x-wav',
  'audio/vnd.wave',
  'image/heic',
  'image/jpeg',
  'image/png',
  'video/mp4',
  'video/quicktime',
];

export interface SignedUrl {
  readonly url: string;
  readonly expiresAt: number;
}

/** The files of the chats, and the pre-signed URLs through which a browser reaches them. */
export interface Attachments {
  start(
    contact: Contact,
    owner: Participant,
    file: { readonly name: string; readonly contentType: string; readonly size: number },
  ): {
    readonly attachment: StoredAttachment;
    readonly upload: SignedUrl;
    readonly headers: Readonly<Record<string, string>>;
  };
  downloadUrl(attachment: StoredAttachment, lifetimeMs: number): SignedUrl;
  /** Answers PUT, GET and OPTIONS under /attachments/. */
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
}

interface Grant {
  readonly method: 'GET' | 'PUT';
  readonly attachment: StoredAttachment;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: number;
}

/** The item's entry for an attachment that is there to be fetched. */
export function attachmentEntry(attachment: StoredAttachment): Attachment {
  return {
    AttachmentId: attachment.id,
    AttachmentName: attachment.name,
    ContentType: attachment.contentType,
    Status: 'APPROVED',
  };
}

export function createAttachments(now: () => number, baseUrl: () => string): Attachments {
  const grants = new Map<string, Grant>();

  function sign(
    method: Grant['method'],
    attachment: StoredAttachment,
    lifetimeMs: number,
    headers: Grant['headers'] = {},
  ): SignedUrl {
    for (const [signature, grant] of grants) if (now() >= grant.expiresAt) grants.delete(signature);
    const signature = randomBytes(32).toString('hex');
    const expiresAt = now() + lifetimeMs;
    grants.set(signature, { method, attachment, headers, expiresAt });
    const query = `X-Amz-Expires=${Math.round(lifetimeMs / 1000)}&X-Amz-Signature=${signature}`;
    return { url: `${baseUrl()}/attachments/${attachment.id}?${query}`, expiresAt };
  }

  return {
    start(contact, owner, { name, contentType, size }) {
      const attachment: StoredAttachment = {
        id: randomUUID(),
        owner,
        name,
        contentType,
        size,
        completed: false,
      };
      contact.attachments.set(attachment.id, attachment);
      const headers = {
        'Content-Type': contentType,
        'Content-Disposition': `attachment; filename="${encodeURIComponent(name.toWellFormed()).slice(0, 200)}"`,
      };
      return { attachment, upload: sign('PUT', attachment, uploadMs, headers), headers };
    },
    downloadUrl: (attachment, lifetimeMs) => sign('GET', attachment, lifetimeMs),
    async handle(request, response, url) {
      response.setHeader('access-control-allow-origin', '*');
      if (request.method === 'OPTIONS') {
        response.setHeader('access-control-allow-methods', 'GET, PUT');
        response.setHeader('access-control-allow-headers', 'content-type, content-disposition');
        response.setHeader('access-control-max-age', '3000');
        response.writeHead(200).end();
        return;
      }
      const grant = grants.get(url.searchParams.get('X-Amz-Signature') ?? '');
      if (
        grant === undefined ||
        grant.method !== request.method ||
        url.pathname !== `/attachments/${grant.attachment.id}`
      ) {
        refuse(response, 403, 'SignatureDoesNotMatch');
      } else if (now() >= grant.expiresAt) {
        refuse(response, 403, 'AccessDenied');
      } else if (grant.method === 'PUT') {
        await upload(grant, request, response);
      } else {
        download(grant.attachment, response);
      }
    },
  };
}

async function upload(grant: Grant, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wrong = Object.entries(grant.headers).some(
    ([name, value]) => request.headers[name.toLowerCase()] !== value,
  );
  if (wrong) {
    refuse(response, 403, 'SignatureDoesNotMatch');
    return;
  }
  try {
    const bytes = await readBody(request, grant.attachment.size);
    if (bytes.length < grant.attachment.size) {
      refuse(response, 400, 'EntityTooSmall');
      return;
    }
    grant.attachment.bytes = bytes;
    response.writeHead(200).end();
  } catch (error) {
    if (!(error instanceof BodyTooLarge)) throw error;
    refuse(response, 400, 'EntityTooLarge');
  }
}

function download(attachment: StoredAttachment, response: ServerResponse): void {
  response.setHeader(
    'content-disposition',
    `attachment; filename*=UTF-8''${encodeURIComponent(attachment.name.toWellFormed())}`,
  );
  response.setHeader('content-type', attachment.contentType);
  response.setHeader('x-content-type-options', 'nosniff');
  response.end(attachment.bytes);
}

// Pre-signed URLs are answered by S3, whose errors are XML.
function refuse(response: ServerResponse, status: number, code: string): void {
  response.setHeader('content-type', 'application/xml');
  response.writeHead(status);
  response.end(`<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code></Error>`);
}
