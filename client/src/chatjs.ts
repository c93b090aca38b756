import type { Routes } from './api-types.ts';
import { createCall, type CallParts, type Result } from './api.ts';
import { attachmentType } from './attachment-types.ts';
import { backoff } from './backoff.ts';
import { browserEdges, type Edges } from './edges.ts';
import type { Problem } from './problem.ts';
import { fileEdges, type FileEdges } from './send-file.ts';

/** Where the API is. */
export type ChatJsCore = Pick<CallParts, 'endpoint'> & {
  readonly edges?: CallParts['edges'] & FileEdges & Pick<Edges, 'now'>;
};

/** As much of `window.connect` as is used: amazon-connect-chatjs 5.2 has the base class there, at run time alone. */
export interface ConnectWithChatClient {
  readonly ChatSession: { readonly ChatClient: new () => object };
}

interface Data<T> {
  readonly data: T;
}

/** What chatjs asks of a `customChatClient`, in the order of its arguments. */
export interface ChatJsClient {
  createParticipantConnection(
    participantToken: string | null,
    type: Routes['/participant/connection']['request']['Type'],
    acknowledgeConnection?: boolean | null,
  ): Promise<Data<Routes['/participant/connection']['answer']>>;
  disconnectParticipant(connectionToken: string): Promise<Data<object>>;
  sendMessage(
    connectionToken: string,
    content: string,
    contentType: Routes['/participant/message']['request']['ContentType'],
    clientToken?: string,
  ): Promise<Data<Routes['/participant/message']['answer']>>;
  sendEvent(
    connectionToken: string,
    contentType: Routes['/participant/event']['request']['ContentType'],
    content: string | null,
    clientToken?: string,
  ): Promise<Data<Partial<Routes['/participant/event']['answer']>>>;
  getTranscript(
    connectionToken: string,
    request: TranscriptArguments,
  ): Promise<Data<Routes['/participant/transcript']['answer']>>;
  sendAttachment(connectionToken: string, file: File, metadata?: unknown): Promise<Data<object>>;
  downloadAttachment(connectionToken: string, attachmentId: string): Promise<Blob>;
  getAttachmentURL(connectionToken: string, attachmentId: string): Promise<string>;
  describeView(
    viewToken: string,
    connectionToken: string,
  ): Promise<Data<Routes['/participant/views/{ViewToken}']['answer']>>;
  getAuthenticationUrl(
    connectionToken: string,
    redirectUri: string,
    sessionId: string,
  ): Promise<Data<Routes['/participant/authentication-url']['answer']>>;
  cancelParticipantAuthentication(connectionToken: string, sessionId: string): Promise<Data<object>>;
}

/** As chatjs gives them. */
export interface TranscriptArguments {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | null | undefined;
  readonly scanDirection?: 'FORWARD' | 'BACKWARD' | undefined;
  readonly sortOrder?: 'ASCENDING' | 'DESCENDING' | undefined;
  readonly startPosition?:
    | {
        readonly id?: string | undefined;
        readonly absoluteTime?: string | undefined;
        readonly mostRecent?: number | undefined;
      }
    | undefined;
  readonly contactId?: string | null | undefined;
}

/** Each request is repeated so often, with the same ClientToken, before chatjs hears that it has failed. */
const repetitions = 5;
/** chatjs asks for typing events whenever a key is pressed; the others hear of it at most this often, in ms. */
const typingMs = 10_000;

/**
 * The API as the `customChatClient` of amazon-connect-chatjs: `setGlobalConfig({ customChatClient })`. `connect` is what
 * chatjs has put into `window`. Rejects as chatjs expects it: with type, message, stack and statusCode.
 */
export function chatJsClient(connect: ConnectWithChatClient, { endpoint, edges }: ChatJsCore): ChatJsClient {
  const outside = edges ?? { ...browserEdges(), ...fileEdges() };
  /** When a session's visitor was last told of as writing. */
  const typed = new Map<string, number>();

  async function ask<Path extends keyof Routes>(
    path: Path,
    token: string | null,
    body: Routes[Path]['request'],
  ): Promise<Data<Routes[Path]['answer']>> {
    const call = createCall({ endpoint, edges: outside, bearer: () => token ?? undefined });
    for (let failures = 0; ; failures += 1) {
      const result: Result<Routes[Path]['answer']> = await call(path, body);
      if ('value' in result) return { data: result.value };
      if (!result.problem.again || failures >= repetitions) throw chatJsError(result.problem);
      await new Promise<void>((resolve) => {
        outside.after(backoff(failures, outside.random(), result.problem), resolve);
      });
    }
  }

  const attachmentUrl = async (token: string, AttachmentId: string): Promise<string> =>
    (await ask('/participant/attachment', token, { AttachmentId })).data.Url;

  const client: ChatJsClient = {
    createParticipantConnection: (token, Type, acknowledge) =>
      ask('/participant/connection', token, {
        ...(Type && { Type }),
        ...(acknowledge && { ConnectParticipant: true }),
      }),
    disconnectParticipant: (token) => ask('/participant/disconnect', token, { ClientToken: outside.token() }),
    sendMessage: (token, Content, ContentType, clientToken = outside.token()) =>
      ask('/participant/message', token, { Content, ContentType, ClientToken: clientToken }),
    async sendEvent(token, ContentType, content, clientToken = outside.token()) {
      if (ContentType.endsWith('.typing')) {
        const now = outside.now();
        if (now - (typed.get(token) ?? -Infinity) < typingMs) return { data: {} };
        typed.set(token, now);
      }
      return await ask('/participant/event', token, {
        ContentType,
        ...(content && { Content: content }),
        ClientToken: clientToken,
      });
    },
    getTranscript: (token, { maxResults, nextToken, scanDirection, sortOrder, startPosition, contactId }) =>
      ask('/participant/transcript', token, {
        ...(maxResults !== undefined && { MaxResults: maxResults }),
        ...(nextToken && { NextToken: nextToken }),
        ...(scanDirection && { ScanDirection: scanDirection }),
        ...(sortOrder && { SortOrder: sortOrder }),
        ...(contactId && { ContactId: contactId }),
        ...(startPosition && {
          StartPosition: {
            ...(startPosition.id && { Id: startPosition.id }),
            ...(startPosition.absoluteTime && { AbsoluteTime: startPosition.absoluteTime }),
            ...(startPosition.mostRecent && { MostRecent: startPosition.mostRecent }),
          },
        }),
      }),
    async sendAttachment(token, file) {
      const { data } = await ask('/participant/start-attachment-upload', token, {
        ContentType: attachmentType(file.name) ?? file.type,
        AttachmentSizeInBytes: file.size,
        AttachmentName: file.name,
        ClientToken: outside.token(),
      });
      const { Url: url, HeadersToInclude: headers } = data.UploadMetadata;
      const { signal } = new AbortController();
      const status = await outside.upload({ url, headers, file, onProgress: () => {}, signal });
      if (status >= 400) throw errorLike('UploadFailed', `The upload was answered ${status}`, status);
      return await ask('/participant/complete-attachment-upload', token, {
        AttachmentIds: [data.AttachmentId],
        ClientToken: outside.token(),
      });
    },
    async downloadAttachment(token, attachmentId) {
      const response = await outside.fetch(await attachmentUrl(token, attachmentId), {});
      if (response.ok) return await response.blob();
      throw errorLike('DownloadFailed', `The download was answered ${response.status}`, response.status);
    },
    getAttachmentURL: attachmentUrl,
    describeView: (viewToken, token) =>
      ask(
        `/participant/views/${encodeURIComponent(viewToken)}` as '/participant/views/{ViewToken}',
        token,
        undefined,
      ),
    getAuthenticationUrl: (token, RedirectUri, SessionId) =>
      ask('/participant/authentication-url', token, { RedirectUri, SessionId }),
    cancelParticipantAuthentication: (token, SessionId) =>
      ask('/participant/cancel-authentication', token, { SessionId }),
  };
  // chatjs takes what is of its class.
  return Object.assign(new connect.ChatSession.ChatClient(), client);
}

function chatJsError({ kind, detail = kind, status }: Problem): Error {
  const name = /^\d+ (\w+)/.exec(detail)?.[1] ?? 'NetworkingError';
  return errorLike(name, detail.replace(/^\d+ \w+ /, ''), status);
}

/** chatjs reads these four of whatever is rejected with. */
function errorLike(type: string, message: string, statusCode: number | undefined): Error {
  return Object.assign(new Error(message), { type, statusCode });
}
