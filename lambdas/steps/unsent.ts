import type { OutputOf } from '../core/commands.ts';
import { isDispensable } from '../core/quota.ts';
import { newCallerToken } from '../core/tokens.ts';
import type { Answer, ScopedRequest } from './request.ts';

/** Whether nobody misses the request's call when the quota is short: a typing event's, or a receipt's. */
export function mayBeUnsent({ request }: ScopedRequest<never>): boolean {
  const counted = request.operation.countsAs?.(request.input);
  return counted !== undefined && isDispensable(counted.priority);
}

/** The answer of an event that is not sent: as if it had been, so that no client repeats it. */
export function unsent({ request, ports }: ScopedRequest<'now' | 'random'>): Answer<OutputOf<'SendEvent'>> {
  request.trace.shed = true;
  return {
    status: 200,
    body: { Id: newCallerToken(ports.random), AbsoluteTime: new Date(ports.now()).toISOString() },
  };
}
