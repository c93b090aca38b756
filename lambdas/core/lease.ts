/**
 * Milliseconds that two clocks may be apart before one of them is taken for wrong. As no function runs longer, a write
 * that was held up does not take a lease for such that was given meanwhile.
 */
export const clocksApart = 30_000;

/**
 * Whether a lease ends no later than one that a right clock gives now. One that does not was given by a clock that is
 * ahead: it would keep others off for as long as the clocks are apart, should its owner have died. Taking it over is as
 * safe as after its end. `fresh` is when a lease ends that is taken now; both in epoch milliseconds.
 */
export function isBelievable(lease: number, fresh: number): boolean {
  return lease <= fresh + clocksApart;
}
