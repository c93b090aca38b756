const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** The time of day of an ISO 8601 instant; '' for what is none. */
export function timeOfDay(instant: string | undefined): string {
  const time = Date.parse(instant ?? '');
  return Number.isNaN(time) ? '' : clock.format(time);
}
