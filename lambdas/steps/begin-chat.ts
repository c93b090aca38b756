import { RequestFailure } from '../core/failure.ts';
import type { StartingChat } from '../core/ports.ts';
import { sessionScope } from '../core/secret.ts';
import { proven, type Session } from '../core/session.ts';
import type { Bearer } from '../core/tokens.ts';
import { CallFailure } from './call-upstream.ts';
import { NotAsked, type Attempt } from './carry-out.ts';
import type { ScopedRequest } from './request.ts';
import { dispensable, required } from './store-failure.ts';

/**
 * What is written before Connect is asked for a chat: whatever becomes of this function, the chat is found by its row
 * and ended when nobody connects to it.
 */

/**
 * Writes it. Returns the session where an earlier attempt has written one. Fails, before anything is asked, where it
 * cannot be written, and where that attempt's chat was ended because nobody had heard of it.
 */
export async function begin(
  bearer: Bearer,
  { ambiguous }: Attempt,
  start: Omit<StartingChat, 'id'>,
  { request, ports }: ScopedRequest<'sessions'>,
): Promise<Session | undefined> {
  const { id, sealKey } = sessionScope(bearer);
  try {
    if (await required(() => ports.sessions.begin({ id, ...start }, request.trace))) return undefined;
    const earlier = await required(() => ports.sessions.read(id, request.trace));
    const written = earlier && proven(sealKey, earlier);
    if (written) return written;
  } catch (error) {
    // The write may have been carried out all the same: without a chat there is nothing to look for.
    if (ambiguous === 0) await dispensable(() => ports.sessions.forgo(id, request.trace));
    throw new NotAsked(error);
  }
  throw new RequestFailure({ kind: 'outcome-unknown' });
}

/** Makes the call. Where Connect has certainly made no chat, nothing of it stays. */
export async function unlessRefused<T>(
  bearer: Bearer,
  { ambiguous }: Attempt,
  { request, ports }: ScopedRequest<'sessions'>,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (
      error instanceof CallFailure &&
      error.failure.kind !== 'ambiguous' &&
      ambiguous + error.ambiguous === 0
    )
      await dispensable(() => ports.sessions.forgo(sessionScope(bearer).id, request.trace));
    throw error;
  }
}
