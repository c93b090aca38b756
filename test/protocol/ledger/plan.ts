import fc from 'fast-check';

/** One play: who asks for what and when, and how bad the weather is. What follows from it, follows from `seed`. */
export interface Plan {
  readonly seed: number;
  readonly operation: OperationUnderTest;
  /** Whether Connect dedupes by ClientToken. */
  readonly dedupes: boolean;
  /** Whether the session has a connection already. */
  readonly connected: boolean;
  readonly clients: readonly Client[];
  readonly weather: Weather;
  /** A DynamoDB outage, in milliseconds from the beginning. */
  readonly outage: { readonly from: number; readonly length: number } | null;
  /** When Connect stops taking the connection tokens it has given. */
  readonly tokensExpireAt: number | null;
  /** When the session is revoked, as by a disconnect. */
  readonly revokedAt: number | null;
}

export const operationsUnderTest = [
  'SendMessage',
  'StartAttachmentUpload',
  'CompleteAttachmentUpload',
  'DisconnectParticipant',
  'StartChat',
  'CreateGuest',
] as const;

export type OperationUnderTest = (typeof operationsUnderTest)[number];

/** Asks the same again and again, with one ClientToken. */
export interface Client {
  readonly start: number;
  /** Which chat it is in; a start's ClientToken differs by it, all others' are equal. */
  readonly chat: 0 | 1;
  /** Which of two bodies it sends. */
  readonly body: 0 | 1;
  /** Milliseconds between an answer and the next request; one request more than there are pauses. */
  readonly pauses: readonly number[];
}

/** The probability of each misfortune, per call. */
export interface Weather {
  /** A write whose acknowledgement is lost: applied or not, at once or after the answer, or twice. */
  readonly lostWrite: number;
  readonly throttled: number;
  /** A call to Connect of which the caller does not learn what came of it. */
  readonly ambiguous: number;
  /** A 400 from Connect. */
  readonly refused: number;
  /** Another refusal: 402, 404, 409. */
  readonly otherwiseRefused: number;
  /** A process that ends, mid-request. */
  readonly crash: number;
  /** A process that is held up, for longer than any lease. */
  readonly stall: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

const pause = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(0, 20, 300, 1_000, 3_000) },
  { weight: 6, arbitrary: fc.constantFrom(9_000, 11_000, 16_000, 40_000) },
  { weight: 2, arbitrary: fc.constantFrom(5 * minute, 11 * minute) },
  { weight: 1, arbitrary: fc.constant(day + minute) },
);

const client: fc.Arbitrary<Client> = fc.record({
  start: fc.oneof(fc.nat(30), fc.nat(15_000)),
  chat: fc.constantFrom(0, 0, 0, 1),
  body: fc.constantFrom(0, 0, 0, 0, 0, 0, 1),
  pauses: fc.array(pause, { maxLength: 4 }),
});

function chance(...values: number[]): fc.Arbitrary<number> {
  return fc.constantFrom(0, 0, ...values);
}

export function plans(operations: readonly OperationUnderTest[] = operationsUnderTest): fc.Arbitrary<Plan> {
  return fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
    operation: fc.constantFrom(...operations),
    dedupes: fc.constantFrom(true, true, true, false),
    connected: fc.boolean(),
    clients: fc.array(client, { minLength: 1, maxLength: 4 }),
    weather: fc.record({
      lostWrite: chance(0.05, 0.2),
      throttled: chance(0.1, 0.5),
      ambiguous: chance(0.1, 0.4, 0.8),
      refused: chance(0.1, 0.4),
      otherwiseRefused: chance(0.05),
      crash: chance(0.02, 0.1),
      stall: chance(0.02, 0.1),
    }),
    outage: rarely(5, fc.record({ from: fc.nat(20_000), length: fc.integer({ min: 50, max: 15_000 }) })),
    tokensExpireAt: rarely(3, fc.nat(20_000)),
    revokedAt: rarely(6, fc.nat(60_000)),
  });
}

/** Once in so many plays; null in the others. */
function rarely<T>(times: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: times - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });
}
