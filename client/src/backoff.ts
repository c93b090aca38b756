import type { Problem } from './problem.ts';

const first = 1_000;
const most = 30_000;

/**
 * Milliseconds to wait before an attempt after `failures` of them: as long as the API says, else twice as long each
 * time, up to 30 s. Chance spreads those who have failed together.
 */
export function backoff(failures: number, random: number, { retryAfter }: Partial<Problem> = {}): number {
  if (retryAfter) return retryAfter * (1 + random / 4);
  return Math.min(most, first * 2 ** Math.min(failures, 10)) * (0.5 + random / 2);
}
