import { attachmentType, largestAttachment } from './attachment-types.ts';
import { backoff } from './backoff.ts';
import type { Chat } from './chat.ts';
import { browserEdges, type Edges } from './edges.ts';
import { ChatError, problem, type Problem, type ProblemKind } from './problem.ts';

export interface Upload {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly file: Blob;
  readonly onProgress: (sent: number) => void;
  readonly signal: AbortSignal;
}

/** What sending a file takes of the outside. */
export interface FileEdges extends Pick<Edges, 'random' | 'token' | 'after'> {
  /** PUTs a file, and answers the status. Rejects when no answer comes. */
  readonly upload: (upload: Upload) => Promise<number>;
}

/** The browser's. */
export function fileEdges(): FileEdges {
  return { ...browserEdges(), upload: uploadWithProgress };
}

/**
 * Sends a file of up to 20 MB. Answers the key under which the snapshot shows how far it is; `discard(key)` cancels it,
 * `retry(key)` sends it again once it has failed. It is sent by the tab that has it, and a reload loses it.
 */
export function sendFile(chat: Chat, file: File, edges: FileEdges = fileEdges()): string {
  const key = edges.token();
  const contentType = attachmentType(file.name);
  let stop = new AbortController();

  function show(sent: number, failed?: Problem): void {
    if (stop.signal.aborted) return;
    const shown = { key, name: file.name, size: file.size, contentType: contentType ?? '', sent };
    chat.showFile({
      ...shown,
      ...(failed && { failed: { ...failed, text: texts[failed.kind] ?? failed.text } }),
      again: () => void send(),
      stop: () => stop.abort(),
    });
  }

  async function send(): Promise<void> {
    stop = new AbortController();
    const { signal } = stop;
    if (contentType === undefined) return show(0, problem('file-type'));
    if (file.size === 0 || file.size > largestAttachment) return show(0, problem('file-size'));
    show(0);
    const failed = await upload(chat, file, contentType, edges, signal, show);
    if (failed) return show(0, failed);
    // Its own item takes its place.
    chat.refresh();
    chat.discard(key);
  }

  void send();
  return key;
}

/** What is said of a file in place of what is said of anything. */
const texts: Readonly<Partial<Record<ProblemKind, string>>> = {
  'file-type': 'This kind of file cannot be sent.',
  'file-size': 'This file is empty or too large.',
  quota: 'No more files can be sent in this chat.',
  missing: 'This file is not there any more.',
};

/** Uploads until it has arrived: undefined; or cannot: why. */
async function upload(
  chat: Chat,
  file: File,
  ContentType: string,
  edges: FileEdges,
  signal: AbortSignal,
  onProgress: (sent: number) => void,
): Promise<Problem | undefined> {
  let start = edges.token();
  for (let failures = 0; ; failures += 1) {
    const failed = await attempt();
    if (signal.aborted || failed === undefined) return failed;
    // A URL that is good no more is answered with the same ClientToken, so that another one asks for another.
    if (failed.kind === 'expired') start = edges.token();
    else if (failed.kind === 'invalid') return { ...failed, kind: 'file-type' };
    else if (!failed.again) return failed;
    await new Promise<void>((resolve) => {
      const cancel = edges.after(backoff(failures, edges.random(), failed), resolve);
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }

  async function attempt(): Promise<Problem | undefined> {
    try {
      const { AttachmentId, UploadMetadata } = await chat.request(
        '/participant/start-attachment-upload',
        { ContentType, AttachmentSizeInBytes: file.size, AttachmentName: file.name, ClientToken: start },
        signal,
      );
      const { Url: url, HeadersToInclude: headers } = UploadMetadata;
      const status = await edges.upload({ url, headers, file, onProgress, signal });
      if (status >= 400) return problem(status >= 500 ? 'unavailable' : 'expired', { status });
      await chat.request(
        '/participant/complete-attachment-upload',
        { AttachmentIds: [AttachmentId], ClientToken: `${start}-end` },
        signal,
      );
      return undefined;
    } catch (error) {
      return error instanceof ChatError ? error.problem : problem('offline', { detail: String(error) });
    }
  }
}

/** fetch cannot tell how far an upload has come. */
function uploadWithProgress({ url, headers, file, onProgress, signal }: Upload): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    // The browser sets the length itself, and lets nobody else.
    for (const [name, value] of Object.entries(headers))
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => resolve(request.status);
    request.onerror = request.onabort = () => reject(new Error('The upload got no answer'));
    signal.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}
