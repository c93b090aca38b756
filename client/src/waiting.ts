import { createCall } from './api.ts';
import type { Availability, QueuePosition } from './api-types.ts';
import type { Chat, ChatOptions } from './chat.ts';
import { browserEdges, type Edges } from './edges.ts';
import { ChatError } from './problem.ts';

/**
 * Tells whether a chat that began now would be answered. Ask when the page opens, and then at most twice a minute.
 * Rejects with a ChatError.
 */
export async function availability(
  {
    endpoint,
    entryPoint,
    signal,
  }: Pick<ChatOptions, 'endpoint' | 'signal'> & { readonly entryPoint?: string },
  edges: Pick<Edges, 'fetch' | 'after'> = browserEdges(),
): Promise<Availability> {
  const query = entryPoint === undefined ? '' : `?EntryPoint=${encodeURIComponent(entryPoint)}`;
  const call = createCall({ endpoint, edges, bearer: () => undefined });
  const result = await call(`/chats/availability${query}` as '/chats/availability', undefined, signal, [
    'State',
  ]);
  if ('problem' in result) throw new ChatError(result.problem);
  return result.value;
}

/** Tells the visitor's place in line. Ask every 10 to 15 seconds while no agent is there. Rejects with a ChatError. */
export async function queuePosition(chat: Chat, signal?: AbortSignal): Promise<QueuePosition> {
  return await chat.request('/session/queue', undefined, signal);
}
