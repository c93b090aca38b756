import type { Outcome } from './specification.ts';

/** How most operations refuse and repeat, to be told in a word. */

/** The status and the error of what the function refuses by itself; the message names the member and its bound. */
export const invalid = [400, 'ValidationException'] as const;

/** The first request's answer once more; Connect is not asked again. */
export const replayed: Outcome = { calls: 1, carriedOut: 1, replayed: true };

/** A ClientToken that was used with another body. */
export const mismatch: Outcome = {
  status: 422,
  error: 'IdempotentParameterMismatchException',
  calls: 1,
  carriedOut: 1,
};

/** Connect's rate is used up for as long as the function waits. */
export const busy = {
  status: 429,
  error: 'ThrottlingException',
  carriedOut: 0,
  retryAfter: 1,
} as const satisfies Omit<Outcome, 'calls'>;

/** Better refused than half made: Connect has been asked nothing. */
export const refusedUnasked = {
  status: 500,
  calls: 0,
  carriedOut: 0,
  retryAfter: 1,
} as const satisfies Outcome;
