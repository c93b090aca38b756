/**
 * A circuit breaker for each of Connect's operations of an instance, as far as one process sees it: when most calls
 * fail, the next ones are not made for a while, so that visitors hear at once that they should come again, and Connect
 * has fewer to answer. In calm it holds nothing.
 *
 * ```
 *  closed ──5 failures in 10 s, more than half of the calls──► open ──1 to 5 s──► one call is made, as a probe
 *     ▲                                                          ▲                     │           │
 *     └──────────────────────────── it succeeds ─────────────────┼─────────────────────┘           │
 *                                                                └──────────── it fails ───────────┘
 * ```
 */
export interface Breaker {
  /**
   * Returns 0 for a call that is to be made now, whose outcome is then told; else the milliseconds after which the next
   * one is.
   */
  admit(key: string, now: number): number;
  /** `random`, in [0, 1), decides how long it opens. A call that was made all the same counts as well. */
  tell(
    key: string,
    outcome: { readonly failed: boolean; readonly now: number; readonly random: number },
  ): void;
}

/** Milliseconds for which calls count. */
const span = 10_000;
const leastFailures = 5;

/** For how long it opens, in milliseconds. Processes that opened together do not probe together. */
const shortest = 1_000;
const longest = 5_000;

/** Milliseconds after which a probe that has told nothing counts as lost: longer than any attempt. */
const probeTime = 6_000;

/** Calls that are remembered of a key, at most: the latest. */
const mostCalls = 100;

interface Circuit {
  /** Since the first failure. */
  calls: readonly { readonly at: number; readonly failed: boolean }[];
  /** Epoch milliseconds until which nothing is asked; undefined while it is closed. */
  openUntil?: number;
}

export function breaker(): Breaker {
  // A key is here from its first failure until all goes well again.
  const circuits = new Map<string, Circuit>();
  return {
    admit(key, now) {
      const circuit = circuits.get(key);
      if (circuit?.openUntil === undefined) return 0;
      const wait = circuit.openUntil - now;
      if (wait > 0) return wait;
      circuit.openUntil = now + probeTime;
      return 0;
    },
    tell(key, { failed, now, random }) {
      const known = circuits.get(key);
      const wasOpen = known?.openUntil !== undefined;
      if (!failed && (!known || wasOpen)) {
        circuits.delete(key);
        return;
      }
      const recent = (known?.calls ?? []).filter(({ at }) => at > now - span);
      const calls = [...recent, { at: now, failed }].slice(-mostCalls);
      const failures = calls.filter((call) => call.failed).length;
      const opens = wasOpen || (failures >= leastFailures && failures * 2 > calls.length);
      if (failures === 0) circuits.delete(key);
      else
        circuits.set(key, {
          calls,
          ...(opens && { openUntil: now + shortest + (longest - shortest) * random }),
        });
    },
  };
}
