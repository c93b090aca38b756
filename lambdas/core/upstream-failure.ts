/** What a failed call upstream says about whether it was carried out, and what to do about it. */
export type UpstreamFailure =
  /** Refused for its rate: not carried out; worth another attempt. */
  | { readonly kind: 'throttled' }
  /** The quota of concurrent chats is full: not carried out; another attempt will not help soon. */
  | { readonly kind: 'full' }
  /** The token was refused: over, or to be renewed. */
  | { readonly kind: 'denied' }
  /** Refused for what it asks. */
  | { readonly kind: 'rejected'; readonly status: number; readonly name: string; readonly message: string }
  /** A server error, a timeout, a lost connection: nobody knows. */
  | { readonly kind: 'ambiguous'; readonly detail: string };

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

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly statusCode?: number };
}

/** Reads an error the AWS SDK threw. */
export function classify(error: unknown): UpstreamFailure {
  const { name, message, code, $metadata, $response } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  if (status === undefined || status >= 500 || status < 400)
    return { kind: 'ambiguous', detail: status === undefined ? (code ?? name ?? 'unknown') : String(status) };
  if (name === 'LimitExceededException') return { kind: 'full' };
  if (status === 429) return { kind: 'throttled' };
  if (status === 401 || status === 403) return { kind: 'denied' };
  return { kind: 'rejected', status, name: name ?? 'ValidationException', message: message ?? '' };
}

/** The pause before the next attempt, in milliseconds: exponential, half of it random. `random` is in [0, 1). */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(3_000, 150 * 2 ** attempt);
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
