import type { Chat } from './chat.ts';
import { browserEdges, type Edges } from './edges.ts';
import { ChatError, problem } from './problem.ts';

const expired = 'This took too long. Please try again.';

/** Fetches a file of the chat, by its `AttachmentId`. Rejects with a ChatError. */
export async function downloadFile(
  chat: Chat,
  attachmentId: string,
  signal?: AbortSignal,
  edges: Pick<Edges, 'fetch'> = browserEdges(),
): Promise<Blob> {
  const { Url } = await chat.request('/participant/attachment', { AttachmentId: attachmentId }, signal);
  try {
    const response = await edges.fetch(Url, signal ? { signal } : {});
    if (response.ok) return await response.blob();
    throw new ChatError(problem('expired', { status: response.status, text: expired }));
  } catch (error) {
    throw error instanceof ChatError ? error : new ChatError(problem('offline', { detail: String(error) }));
  }
}
