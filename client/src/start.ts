import type { StartChatRequest } from './api-types.ts';
import type { Chat, ChatOptions } from './chat.ts';
import { browserEdges, type Edges } from './edges.ts';
import { runChat } from './run-chat.ts';
import { createStore, type Store } from './store.ts';

export interface StartOptions extends ChatOptions {
  /** The name that agents see. */
  readonly displayName: string;
  /** What else the API takes at a start, such as `Attributes`, `EntryPoint` or an `InitialMessage`. */
  readonly request?: Omit<StartChatRequest, 'ParticipantDetails' | 'ClientToken' | 'session'>;
}

/**
 * Starts a chat, or goes on with the one of this endpoint that is open. Answers at once; the snapshot's `status` says
 * how far it is. A start whose answer is lost is repeated with the same ClientToken, after a reload too.
 */
export function startChat(options: StartOptions, edges: Edges = browserEdges()): Chat {
  const store = storeOf(options, edges);
  const { displayName, session } = options;
  const request = {
    ParticipantDetails: { DisplayName: displayName },
    ...(session && { session }),
    ...options.request,
  };
  const kept = store.read('start')?.request;
  // Kept before anything else happens; and what was asked before is not asked anew.
  if (
    !store.read('session') &&
    JSON.stringify({ ...kept, ClientToken: undefined }) !== JSON.stringify(request)
  )
    store.write('start', { request: { ...request, ClientToken: edges.token() }, at: edges.now() });
  return runChat(options, edges, store);
}

/** The chat that this browser has with the endpoint; undefined where there is none. */
export function resumeChat(options: ChatOptions, edges: Edges = browserEdges()): Chat | undefined {
  const store = storeOf(options, edges);
  if (store.read('session') || store.read('start')) return runChat(options, edges, store);
  return undefined;
}

export function storeOf({ endpoint, storage }: ChatOptions, edges: Edges): Store {
  return createStore(endpoint, () => (storage === 'memory' ? undefined : edges.storage()), edges.now());
}
