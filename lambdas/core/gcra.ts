/**
 * The generic cell rate algorithm (ITU-T I.371, annex A). What keeps a rate is one instant, the theoretical arrival time:
 * when everything taken so far has been paid off at the even rate. Whatever is taken adds its cost to it, and the burst
 * is how far ahead of now it may lie. Instants and costs are whole numbers of one unit, the caller's.
 *
 * It keeps two things here, in rows of their own: calls within Connect's quotas (lambdas/shaping/bucket.ts), where a
 * place may lie ahead and the row counts who takes; and starts within limits (lambdas/core/limit.ts), where a start that
 * came to nothing moves it back. An instant that only a wrong clock can have left counts as none in both.
 */

/** What one of `times` in `span` costs: rounded up, so that the rate is never exceeded. */
export function costOf(span: number, times: number): number {
  return Math.ceil(span / times);
}

/** The instant after one of `cost` is taken at `now`. */
export function after(instant: number, cost: number, now: number): number {
  return Math.max(instant, now) + cost;
}

/** How much too early it is to take one of `cost`, after which the instant is to lie at `latest`: 0 or less if it is not. */
export function earlyBy(instant: number, cost: number, latest: number): number {
  return instant + cost - latest;
}
