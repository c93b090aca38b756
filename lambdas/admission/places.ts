import { CallFailure } from '../steps/call-upstream.ts';
import { NotAsked } from '../steps/carry-out.ts';
import type { ScopedRequest } from '../steps/request.ts';
import { dispensable } from '../steps/store-failure.ts';

/** A place among an instance's open chats that this request has taken. */
export interface Place {
  readonly instanceId: string;
}

/**
 * Takes a place if fewer than `most` chats are open: false if not. Undefined where DynamoDB does not say: the start goes
 * on, as Connect's own quota is there as well.
 */
export async function takePlace(
  instanceId: string,
  most: number,
  { request, ports }: ScopedRequest<'openChats'>,
): Promise<Place | false | undefined> {
  const taken = await dispensable(() => ports.openChats.opened(instanceId, most, request.trace));
  if (taken === undefined) request.trace.admission = 'unavailable';
  return taken === undefined ? undefined : taken && { instanceId };
}

/** Gives a place back, for which no chat is open. */
export async function leavePlace(
  { instanceId }: Place,
  { request, ports }: ScopedRequest<'openChats'>,
): Promise<void> {
  await dispensable(() => ports.openChats.closed(instanceId, request.trace));
}

/** Starts a chat in its place, and gives the place back where certainly no chat is open. */
export async function inPlace<T>(
  place: Place | undefined,
  scoped: ScopedRequest<'openChats'>,
  start: () => Promise<T>,
): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (place && !mayBeOpen(error, scoped.request)) await leavePlace(place, scoped);
    throw error;
  }
}

function mayBeOpen(error: unknown, { trace }: ScopedRequest<never>['request']): boolean {
  if (error instanceof NotAsked) return false;
  return error instanceof CallFailure ? error.ambiguous > 0 : trace.abandoned !== 'ended';
}
