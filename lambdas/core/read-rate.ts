import { placeFreshness } from './reading.ts';

/** A bucket of tokens: how many there were, and when (epoch milliseconds). */
export interface ReadBucket {
  readonly tokens: number;
  readonly at: number;
}

/** AWS names no quota of GetContactMetrics: taken for its lowest one. Reads a second, and burst. */
export const placeReads = { rate: 2, burst: 5 } as const;

/**
 * Takes a token for the place of a visitor whose last reading is so many milliseconds old (undefined: there is none).
 * Returns the bucket as it then is, or undefined where the read has to wait.
 *
 * The fresher a reading, the fuller the bucket that it needs for a newer one. So in a crowd, whose every wish nobody can
 * fulfil, it is the oldest that are read again, and nobody is left out for always asking just after somebody else.
 */
export function takeRead(
  bucket: ReadBucket | undefined,
  age: number | undefined,
  now: number,
): ReadBucket | undefined {
  const { rate, burst } = placeReads;
  const { tokens, at } = bucket ?? { tokens: burst, at: now };
  const filled = Math.min(burst, tokens + (Math.max(0, now - at) / 1_000) * rate);
  return filled < needed(age) ? undefined : { tokens: filled - 1, at: now };
}

/**
 * The tokens that there must be: a full bucket for a reading that is hardly stale, and one less for each time that it is
 * two and a half times as old. Down to one token, that tells 800 visitors apart, more than an instance has chats.
 */
function needed(age: number | undefined): number {
  const { burst } = placeReads;
  if (age === undefined) return 1;
  const older = Math.log(Math.max(1, age / placeFreshness.fresh)) / Math.log(2.5);
  return Math.max(1, burst - older);
}
