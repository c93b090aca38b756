/**
 * Something that Connect was asked for many: kept for all processes, and asked for again by one of them at a time.
 */
export interface Reading {
  /** JSON; absent where nobody has been answered yet. */
  readonly value?: string;
  /** When Connect answered it, in epoch milliseconds; 0 without a value. */
  readonly at: number;
  /** From when on somebody may ask again, in epoch milliseconds. */
  readonly next: number;
}

/** How long a reading is good for, in milliseconds. */
export interface Freshness {
  /** For so long nobody asks again. */
  readonly fresh: number;
  /** Nor after an attempt that failed, for so long. */
  readonly again: number;
  /** For so long it is told, with its age, where a newer one cannot be had. */
  readonly usable: number;
  /** For so long its row is kept. */
  readonly kept: number;
}

const minute = 60_000;
const hour = 60 * minute;

/** A queue's numbers: four reads a minute, however many ask. */
export const queueFreshness: Freshness = { fresh: 15_000, again: 15_000, usable: minute, kept: hour };
/** A queue's opening hours: those of a week, which few change. */
export const hoursFreshness: Freshness = {
  fresh: 15 * minute,
  again: minute,
  usable: 24 * hour,
  kept: 48 * hour,
};
/** A visitor's place: six reads a minute. */
export const placeFreshness: Freshness = { fresh: 10_000, again: 10_000, usable: 5 * minute, kept: hour };

/** How old a reading is, in milliseconds; undefined without a value. Clocks apart make nothing younger than now. */
export function ageOf({ value, at }: Reading, now: number): number | undefined {
  return value === undefined ? undefined : Math.max(0, now - at);
}

/** Whether the reading may be told without asking again. */
export function isFresh(reading: Reading, { fresh }: Freshness, now: number): boolean {
  const age = ageOf(reading, now);
  return age !== undefined && age < fresh;
}

export function isUsable(reading: Reading, { usable }: Freshness, now: number): boolean {
  const age = ageOf(reading, now);
  return age !== undefined && age < usable;
}
