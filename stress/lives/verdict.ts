import { connectWithin, leaveGrace } from '../../lambdas/core/lifecycle.ts';
import type { Life } from './life.ts';

/** How long each chat may last, as its entry point says: milliseconds. */
export const chatDuration = 60 * 60_000;

/** Milliseconds that a contact may be open for longer than its limit. */
export const mostLate = 90_000;

/**
 * Milliseconds by which an instant of the table may be off: a wrong clock is put right by DynamoDB's answers, to within
 * some two and a half seconds, and two processes have a part in an instant.
 */
const clockRest = 5_000;

/** By when a contact has to have ended. */
export function limitOf(life: Life): number {
  const end = life.asked + chatDuration;
  if (!life.tried) return Math.min(end, life.asked + connectWithin);
  if (life.gone && life.left !== undefined) return Math.min(end, life.left + leaveGrace);
  return end;
}

/** How much longer it was open, in ms, less a minute for each sweep that was killed meanwhile. */
export function lateness(life: Life, until: number, cutOff: readonly number[]): number {
  const limit = limitOf(life);
  const killed = cutOff.filter((at) => at >= limit - clockRest && at <= until).length;
  return until - limit - killed * 60_000;
}

/** Whether a page is there, whose chat nobody has ended. */
export function goesOn(life: Life, now: number): boolean {
  if (!life.connected || life.over || now >= life.asked + chatDuration - clockRest) return false;
  return life.left === undefined || now < life.left + leaveGrace - clockRest;
}
