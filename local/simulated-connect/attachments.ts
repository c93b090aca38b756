import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Contact, Participant, StoredAttachment } from './contacts.ts';
import { readBody } from './json-http.ts';

/** How long an upload URL can be used, in ms. */
const uploadMs = 15 * 60_000;

/** What an upload is signed for, besides the host. */
const signedHeaders = [
  'content-disposition',
  'content-length',
  'content-type',
  'x-amz-acl',
  'x-amz-meta-account_id',
  'x-amz-meta-contact_id',
  'x-amz-meta-initial_contact_id',
  'x-amz-meta-organization_id',
] as const;

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
  /** Serves PUT, GET and OPTIONS under /attachments/. */
  handle(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void>;
}

interface Grant {
  readonly method: 'GET' | 'PUT';
  readonly attachment: StoredAttachment;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: number;
}

export function createAttachments(
  now: () => number,
  baseUrl: () => string,
  accountId = '000000000000',
): Attachments {
  const grants = new Map<string, Grant>();

  function sign(
    method: Grant['method'],
    attachment: StoredAttachment,
    lifetimeMs: number,
    headers: Grant['headers'] = {},
  ): SignedUrl {
    for (const [signature, grant] of grants) if (now() >= grant.expiresAt) grants.delete(signature);
    const signature = randomBytes(32).toString('hex');
    // S3 signs whole seconds.
    const expiresAt = Math.floor(now() / 1_000) * 1_000 + lifetimeMs;
    grants.set(signature, { method, attachment, headers, expiresAt });
    const names = ['host', ...Object.keys(headers).map((name) => name.toLowerCase())].toSorted();
    const query = [
      'X-Amz-Algorithm=AWS4-HMAC-SHA256',
      `X-Amz-Expires=${Math.round(lifetimeMs / 1_000)}`,
      `X-Amz-SignedHeaders=${names.join('%3B')}`,
      `X-Amz-Signature=${signature}`,
    ].join('&');
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
      };
      contact.attachments.set(attachment.id, attachment);
      const headers = {
        'Content-Type': contentType,
        'Content-Length': String(size),
        'Content-Disposition': `attachment; filename="${encodeURIComponent(name.toWellFormed()).slice(0, 200)}"`,
        'x-amz-acl': 'bucket-owner-full-control',
        'x-amz-meta-contact_id': contact.id,
        'x-amz-meta-initial_contact_id': contact.id,
        'x-amz-meta-account_id': accountId,
        'x-amz-meta-organization_id': contact.instanceId,
      };
      return { attachment, upload: sign('PUT', attachment, uploadMs, headers), headers };
    },
    downloadUrl: (attachment, lifetimeMs) => sign('GET', attachment, lifetimeMs),
    async handle(request, response, url) {
      response.setHeader('access-control-allow-origin', '*');
      if (request.method === 'OPTIONS') {
        response.setHeader('access-control-allow-methods', 'GET, PUT');
        response.setHeader('access-control-allow-headers', signedHeaders.join(', '));
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

// The length is among the headers, so a file of another size has another signature.
async function upload(grant: Grant, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const wrong = Object.entries(grant.headers).some(
    ([name, value]) => request.headers[name.toLowerCase()] !== value,
  );
  if (wrong) {
    refuse(response, 403, 'SignatureDoesNotMatch');
    return;
  }
  grant.attachment.bytes = await readBody(request, grant.attachment.size);
  response.writeHead(200).end();
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
