/**
 * The time an operation may take, in milliseconds from the start of its handler, each bound inside the next:
 * attempt < upstream < deadline < lease. The functions' timeouts follow from the deadlines; so does how long a crash
 * blocks a ClientToken: the lease.
 */
export interface Budget {
  /** One attempt upstream. */
  readonly attempt: number;
  /** Attempts after which a throttled or failed call is given up, if `absorb` is over too. */
  readonly attempts: number;
  /** Whether a refused rate is worth another attempt: not where whoever asks can as well come again. */
  readonly repeatThrottled: boolean;
  /** How long throttling and failures are absorbed whatever the number of attempts. */
  readonly absorb: number;
  /** The end of the last attempt upstream. */
  readonly upstream: number;
  /** The handler has its answer, and has released what it holds. */
  readonly deadline: number;
  /** How long the claim on a ClientToken keeps others off. */
  readonly lease: number;
}

export const budgets = {
  call: {
    attempt: 3_300,
    attempts: 3,
    repeatThrottled: true,
    absorb: 0,
    upstream: 7_000,
    deadline: 8_000,
    lease: 10_000,
  },
  // Whoever fills the instance would have each refused start asked for twice, at the cost of everybody else's.
  start: {
    attempt: 5_000,
    attempts: 2,
    repeatThrottled: false,
    absorb: 0,
    upstream: 11_000,
    deadline: 12_000,
    lease: 14_000,
  },
  // The official client ends the chat at a failed reconnect, so this one waits out a throttle.
  connection: {
    attempt: 5_500,
    attempts: 2,
    repeatThrottled: true,
    absorb: 20_000,
    upstream: 24_000,
    deadline: 25_000,
    lease: 27_000,
  },
} as const satisfies Record<string, Budget>;

/**
 * A read for many, which nobody waits for long: one attempt, inside the budget of a call. Two of them, one after the
 * other, end in time.
 */
export const glance: Budget = {
  ...budgets.call,
  attempt: 2_000,
  attempts: 1,
  repeatThrottled: false,
  upstream: 5_000,
};

/** What one call to the table takes at most, its own second attempt included: milliseconds. */
export const storeCall = 2_500;

/**
 * The lease on opening a session's connection, renewed before every attempt: an attempt, the longest pause before it,
 * and a second. It is short because a crash keeps a reconnecting visitor waiting just as long.
 */
export const connectionLease = 10_000;
