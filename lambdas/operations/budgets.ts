/**
 * How long API Gateway waits for a function: no function runs longer. Milliseconds.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
export const gatewayTimeout = 29_000;

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
  /**
   * How long throttling and failures are absorbed whatever the number of attempts: the last attempt, and the last place
   * in Connect's rate that is worth waiting for, begin before it.
   */
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
  // The official client ends the chat when its third reconnect fails, so each waits for as long as API Gateway does,
  // less a cold start: 3 x 28 s x 6 a second and the burst are 513, just more than the 500 chats of an instance.
  connection: {
    attempt: 5_500,
    attempts: 2,
    repeatThrottled: true,
    absorb: 27_500,
    upstream: 28_000,
    deadline: 28_500,
    lease: 30_500,
  },
  // Connect's part of an erasure ends so early that there is time for the rows, whatever it answers.
  erasure: {
    attempt: 2_000,
    attempts: 3,
    repeatThrottled: true,
    absorb: 0,
    upstream: 5_500,
    deadline: 8_000,
    lease: 10_000,
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
 * The lease on opening a session's connection: an attempt, the longest time before it without a renewal, and a second.
 * It is short because a crash keeps a reconnecting visitor waiting just as long; whoever waits longer renews it.
 */
export const connectionLease = 10_000;

/** How often whoever sleeps under the lease renews it: so often that a renewal that DynamoDB does not take ends nothing. */
export const leaseRenewal = 3_000;
