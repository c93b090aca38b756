import { dueAt, isBack } from '../core/lifecycle.ts';
import type { Session } from '../core/session.ts';
import type { ScopedRequest } from './request.ts';
import { dispensable } from './store-failure.ts';

/** Takes back that the session's page has left, where it is used after that. */
export async function comeBack(
  session: Session,
  { request, ports }: ScopedRequest<'sessions' | 'now'>,
): Promise<void> {
  const { left, ...used } = session;
  const due = dueAt(used);
  if (left === undefined || due === undefined || !isBack(session, ports.now())) return;
  await dispensable(() => ports.sessions.stay(session.id, left, due, request.trace));
}
