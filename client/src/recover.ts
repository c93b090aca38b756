import { createCall } from './api.ts';
import type { Chat, ChatOptions } from './chat.ts';
import { browserEdges, type Edges } from './edges.ts';
import { ChatError } from './problem.ts';
import { runChat } from './run-chat.ts';
import { resumeChat, storeOf } from './start.ts';

/**
 * The same as resumeChat(), but that it asks the API where the browser keeps nothing of a chat, and the session may be in
 * its cookie: with `storage: 'memory'`, where storage is forbidden, or has been cleared. Resolves with undefined where
 * there is no chat that goes on. Rejects with a ChatError where nobody can be asked.
 */
export async function recoverChat(
  options: ChatOptions,
  edges: Edges = browserEdges(),
): Promise<Chat | undefined> {
  const kept = resumeChat(options, edges);
  if (kept || !options.session) return kept;
  const call = createCall({ ...options, edges, bearer: () => undefined });
  const result = await call('/session', undefined, options.signal, ['ContactId', 'ParticipantId']);
  if ('problem' in result) {
    if (result.problem.kind === 'over') return undefined;
    throw new ChatError(result.problem);
  }
  const { ContactId, ParticipantId } = result.value;
  const store = storeOf(options, edges);
  // This tab or another may have started a chat meanwhile.
  if (!store.read('session') && !store.read('start')) {
    const session = { bearer: '', contactId: ContactId, participantId: ParticipantId };
    store.write('session', session);
  }
  return runChat(options, edges, store);
}
