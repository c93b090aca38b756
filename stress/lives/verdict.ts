import { connectWithin, leaveGrace } from '../../lambdas/core/lifecycle.ts';
import type { Life } from './life.ts';

/** A contact, by what Connect knows of it. Epoch milliseconds. */
export interface LivedContact {
  readonly contactId: string;
  readonly ended: number | undefined;
}

/** How long each chat may last, as its entry point says: milliseconds. */
export const chatDuration = 60 * 60_000;

/**
 * Milliseconds by which an instant of the table may be off: clocks that are wrong by more than DynamoDB's answers show
 * are put right, to within some two and a half seconds; two processes have a part in an instant.
 */
export const clockRest = 5_000;

/** By when a contact has to have ended; Infinity where that follows from nothing that is certain. */
export function limitOf(life: Life): number {
  const end = life.asked + chatDuration;
  if (!life.tried) return Math.min(end, life.asked + connectWithin);
  if (life.gone && life.left !== undefined) return Math.min(end, life.left + leaveGrace);
  return end;
}

/** How much longer it was open, in ms: the sweeps that were killed meanwhile, a minute each, are not counted. */
export function lateness(
  life: Life,
  { ended }: LivedContact,
  now: number,
  cutOff: readonly number[],
): number {
  const limit = limitOf(life);
  const until = ended ?? now;
  const killed = cutOff.filter((at) => at >= limit - clockRest && at <= until).length;
  return until - limit - killed * 60_000;
}

/** Whether a page was there, at an instant, whose chat nobody has ended. */
export function goesOn(life: Life, at: number): boolean {
  if (!life.connected || life.over || at >= life.asked + chatDuration - clockRest) return false;
  return life.left === undefined || at < life.left + leaveGrace - clockRest;
}
