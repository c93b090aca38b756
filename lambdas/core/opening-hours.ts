import type { OutputOf } from './commands.ts';

/** When a queue is open: the days of a week or so, in the time zone in which they are meant. */
export interface OpeningHours {
  /** As IANA names it. */
  readonly timeZone: string;
  readonly spans: readonly Span[];
}

/** From and to in minutes since 1970 by the clock on the wall there. */
export type Span = readonly [from: number, to: number];

const day = 24 * 60;

/** The days to ask for, as dates: from yesterday, whose night may go on, to a week ahead, wherever the queue is. */
export function datesAround(now: number): { readonly FromDate: string; readonly ToDate: string } {
  const date = (days: number): string => new Date(now + days * day * 60_000).toISOString().slice(0, 10);
  return { FromDate: date(-2), ToDate: date(8) };
}

/**
 * Reads Connect's answer, in which overrides such as holidays are worked in. Undefined where it names no time zone that
 * is known here. An end at or before its beginning is one of the next day; midnight to midnight is the whole day.
 */
export function openingHoursOf({
  TimeZone,
  EffectiveHoursOfOperationList = [],
}: OutputOf<'GetEffectiveHoursOfOperations'>): OpeningHours | undefined {
  if (TimeZone === undefined || !isTimeZone(TimeZone)) return undefined;
  const spans = EffectiveHoursOfOperationList.flatMap(
    ({ Date: date = '', OperationalHours = [] }): Span[] => {
      const midnight = Date.parse(`${date}T00:00:00Z`) / 60_000;
      if (Number.isNaN(midnight)) return [];
      return OperationalHours.flatMap(({ Start, End }): Span[] => {
        if (!Start || !End) return [];
        const from = midnight + minutesOf(Start);
        const to = midnight + minutesOf(End);
        return [[from, to > from ? to : to + day]];
      });
    },
  );
  return { timeZone: TimeZone, spans: spans.toSorted(([a], [b]) => a - b) };
}

function minutesOf({
  Hours = 0,
  Minutes = 0,
}: {
  readonly Hours: number | undefined;
  readonly Minutes: number | undefined;
}): number {
  return Hours * 60 + Minutes;
}

/** Whether it is open now, and if not, when it opens next, as far as the hours tell (epoch milliseconds). */
export function openAt(
  { timeZone, spans }: OpeningHours,
  now: number,
): { readonly open: boolean; readonly opens?: number } {
  const here = onTheWall(timeZone, now);
  if (spans.some(([from, to]) => from <= here && here < to)) return { open: true };
  const next = spans.find(([from]) => from > here);
  return next ? { open: false, opens: instantOf(timeZone, next[0]) } : { open: false };
}

/** What the clock on the wall shows, in minutes since 1970. */
function onTheWall(timeZone: string, now: number): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(now);
  const part = (name: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find(({ type }) => type === name)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute')) / 60_000;
}

/** The instant at which the wall shows it. An hour that daylight saving time leaves out is the one after it. */
function instantOf(timeZone: string, wall: number): number {
  const guess = wall * 60_000;
  const first = guess - (onTheWall(timeZone, guess) - wall) * 60_000;
  return first - (onTheWall(timeZone, first) - wall) * 60_000;
}

function isTimeZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
