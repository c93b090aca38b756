import { errorNameOf, type ErrorName } from './error-name.ts';
import { refusalText } from './refusal-text.ts';

/** What a failed call upstream says about whether it was carried out, and what to do about it. */
export type UpstreamFailure =
  /**
   * Refused for its rate: not carried out; worth another attempt, `retryAfter` milliseconds later where that is known.
   */
  | { readonly kind: 'throttled'; readonly retryAfter?: number }
  /** The quota of concurrent chats is full: not carried out; another attempt will not help soon. */
  | { readonly kind: 'full' }
  /** The token was refused: over, or to be renewed. `certain` where Connect itself says so, not something on the way. */
  | { readonly kind: 'denied'; readonly certain: boolean }
  /**
   * Refused for what it asks. `name` is undefined for a refusal that no operation of Connect's is known to make, about
   * which nothing is certain but that it was not carried out.
   */
  | {
      readonly kind: 'rejected';
      readonly status: number;
      readonly name: ErrorName | undefined;
      readonly message: string;
    }
  /**
   * A server error, a timeout, a lost connection: nobody knows. `retryAfter`: milliseconds, where calls have failed so
   * often that none is made until then.
   */
  | { readonly kind: 'ambiguous'; readonly detail: string; readonly retryAfter?: number };

/** A failed call, with what the log may say about it. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly failure: UpstreamFailure;
  readonly requestId: string | undefined;
  constructor(failure: UpstreamFailure, requestId?: string) {
    super(failure.kind);
    this.failure = failure;
    this.requestId = requestId;
  }
}

/** What is known of a failed call. */
export interface FailedCall {
  /** Of the answer, if there was one. */
  readonly status?: number | undefined;
  /** The error's own. */
  readonly name?: string | undefined;
  readonly message?: string | undefined;
  /** Of the system's error, where there was no answer. */
  readonly code?: string | undefined;
}

/** Classifies a failed call by what it means: the error's name counts as much as the status. */
export function classify({ status, name = '', message, code }: FailedCall): UpstreamFailure {
  if (status === undefined) return { kind: 'ambiguous', detail: plain(code ?? name) };
  if (status >= 500 || status < 400 || isOfConnection(status))
    return { kind: 'ambiguous', detail: String(status) };
  if (name === 'LimitExceededException') return { kind: 'full' };
  if (status === 429 || isThrottle(name)) return { kind: 'throttled' };
  const certain = name === 'AccessDeniedException';
  if (status === 401 || status === 403 || certain) return { kind: 'denied', certain };
  return { kind: 'rejected', status, name: errorNameOf(name, status), message: message ?? '' };
}

/**
 * Whether a status is about the connection and not about the request: it was too slow (408), went to the wrong server
 * (421), or came too early (425).
 */
export function isOfConnection(status: number): boolean {
  return status === 408 || status === 421 || status === 425;
}

/** The names by which AWS's services refuse a rate, whatever the status beside them. */
export function isThrottle(name: string): boolean {
  return /Throttl|TooManyRequests|RequestLimitExceeded|ThroughputExceeded|SlowDown/.test(name);
}

/** A code or a name as the log may have it: one word, and no more of it than a name has. */
export function plain(name: string): string {
  return /^[A-Za-z][\w.-]{0,79}$/.test(name) ? name : 'unknown';
}

/**
 * Whether an error is one of Node's or of TLS that come with a connection. TypeErrors and their like are defects of
 * ours.
 */
export function isTransport(error: unknown): error is Error & { readonly code?: string } {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return false;
  return (
    ('code' in error && typeof error.code === 'string') ||
    error.name === 'TimeoutError' ||
    error.name === 'AbortError'
  );
}

/**
 * Returns the failure with only those words of the service that may be passed on and logged. `input` is what was asked.
 */
export function withoutValues(failure: UpstreamFailure, input: unknown): UpstreamFailure {
  return failure.kind === 'rejected' ? { ...failure, message: refusalText(failure.message, input) } : failure;
}

/** The pause before the next attempt, in milliseconds: exponential, half of it random. `random` is in [0, 1). */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(3_000, 150 * 2 ** attempt);
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
