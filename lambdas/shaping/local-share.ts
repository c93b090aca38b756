import type { Quota } from '../core/quota.ts';
import { costOf, isRefused, retryAfterOf, takeOf, timeAfter, waitOf, type Wish } from './bucket.ts';

/** Milliseconds after which half of what was counted is forgotten. */
const halfLife = 5_000;

/**
 * What a process goes by while the row cannot be asked: its own bucket, of the rate divided by the environments that the
 * row has told of; and of what can be refused, as much less as Connect accepts less than half of it, which is client-side
 * throttling (https://sre.google/sre-book/handling-overload/).
 */
export interface LocalShare {
  /** Milliseconds until the turn; or, refused, until there would be one. `random` is in [0, 1). */
  take(wish: Wish, environments: number, now: number, random: number): LocalTurn;
  observe(outcome: 'accepted' | 'throttled', now: number): void;
}

type LocalTurn =
  { readonly kind: 'go'; readonly wait: number } | { readonly kind: 'refused'; readonly retryAfter: number };

export function localShare(): LocalShare {
  let time = 0;
  let counted = { from: 0, requests: 0, accepts: 0 };
  const age = (now: number): void => {
    const halvings = Math.floor((now - counted.from) / halfLife);
    if (halvings < 1) return;
    const factor = 0.5 ** halvings;
    counted = { from: now, requests: counted.requests * factor, accepts: counted.accepts * factor };
  };
  return {
    take(wish, environments, now, random) {
      age(now);
      const { requests, accepts } = counted;
      const own: Wish = { ...wish, quota: shareOf(wish.quota, environments) };
      const throttled = random < (requests - 2 * accepts) / (requests + 1);
      // Who can wait is not refused: it waits for as long as it would be refused over and over.
      const pause = throttled
        ? Math.ceil((costOf(own.quota) / 1_000) * ((requests + 1) / (2 * accepts + 1)))
        : 0;
      if (throttled) counted.requests++;
      if (pause > wish.patience) return { kind: 'refused', retryAfter: Math.ceil(costOf(own.quota) / 1_000) };
      const take = takeOf(own, now, 0);
      // The clock was set since.
      if (time > take.beyond) time = 0;
      if (isRefused(take, time)) return { kind: 'refused', retryAfter: retryAfterOf(own, now, time) };
      time = timeAfter(take, time);
      return { kind: 'go', wait: Math.max(pause, waitOf(own, now, time)) };
    },
    observe(outcome, now) {
      age(now);
      const { from, requests, accepts } = counted;
      counted = { from, requests: requests + 1, accepts: accepts + (outcome === 'accepted' ? 1 : 0) };
    },
  };
}

function shareOf({ rate, burst }: Quota, environments: number): Quota {
  return { rate: rate / environments, burst: Math.max(1, Math.floor(burst / environments)) };
}
