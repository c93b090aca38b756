/**
 * How the official client reconnects, as amazon-connect-chatjs 5.0.0 and the AWS SDK in it do: three attempts at
 * /participant/connection, of which 429 and some 5xx are worth another one. test/stress/chatjs.test.ts
 * holds it to the client itself.
 */

/** The status that answers one attempt; undefined if the connection broke. */
export type Answer = number | undefined;

export type Next =
  | { readonly kind: 'connected' }
  /** After so many ms. */
  | { readonly kind: 'again'; readonly pause: number }
  /** The client takes the chat to have ended. */
  | { readonly kind: 'ended' }
  /** It gives the chat up: nothing but a reload of the page helps. */
  | { readonly kind: 'dead' };

export const attempts = 3;

const transient = new Set([500, 502, 503, 504]);

/**
 * Says what follows the answer to the attempt of this number, from 1. `random` is between 0 and 1. Retry-After changes
 * nothing: the client takes its seconds for a time of 1970.
 */
export function nextAfter(attempt: number, answer: Answer, random: number): Next {
  if (answer === undefined) return { kind: 'dead' };
  if (answer >= 200 && answer < 300) return { kind: 'connected' };
  if (answer === 403) return { kind: 'ended' };
  const base = answer === 429 ? 500 : transient.has(answer) ? 100 : undefined;
  if (base === undefined || attempt >= attempts) return { kind: 'dead' };
  return { kind: 'again', pause: Math.floor(random * 2 ** (attempt - 1) * base) };
}
