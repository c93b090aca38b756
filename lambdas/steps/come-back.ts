import type { Session } from '../core/session.ts';
import type { ScopedRequest } from './request.ts';
import { dispensable } from './store-failure.ts';

/** Takes back that the session's page has left, where it is used after that. */
export async function comeBack(
  session: Session,
  { request, ports }: ScopedRequest<'sessions' | 'now'>,
): Promise<void> {
  const { left, ...used } = session;
  if (left === undefined) return;
  // Few chats come here, so that no cold start waits for it.
  const { dueAt, isBack } = await import('../core/lifecycle.ts');
  const due = dueAt(used);
  if (due === undefined || !isBack(session, ports.now())) return;
  await dispensable(() => ports.sessions.stay(session.id, left, due, request.trace));
}
