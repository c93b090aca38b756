import type { DescribedView } from './api-types.ts';
import type { Chat } from './chat.ts';

/** Fetches the view that an interactive message names by its `viewToken`. Rejects with a ChatError. */
export async function describeView(
  chat: Chat,
  viewToken: string,
  signal?: AbortSignal,
): Promise<DescribedView> {
  // Tokens have slashes.
  const path = `/participant/views/${encodeURIComponent(viewToken)}` as '/participant/views/{ViewToken}';
  return await chat.request(path, undefined, signal);
}
