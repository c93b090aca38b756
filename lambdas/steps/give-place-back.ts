import type { Session } from '../core/session.ts';
import type { ScopedRequest } from './request.ts';
import { dispensable } from './store-failure.ts';

/** Counts a chat as open no more, where its session has ended by this request: `ended` is what the transition said. */
export async function givePlaceBack(
  session: Pick<Session, 'instanceId' | 'place'>,
  ended: boolean | undefined,
  { request, ports }: ScopedRequest<'openChats'>,
): Promise<void> {
  if (ended === true && session.place)
    await dispensable(() => ports.openChats.closed(session.instanceId, request.trace));
}
