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

export function classify({ status, name, message, code }: FailedCall): UpstreamFailure {
  if (status === undefined || status >= 500 || status < 400)
    return { kind: 'ambiguous', detail: status === undefined ? (code ?? name ?? 'unknown') : String(status) };
  if (name === 'LimitExceededException') return { kind: 'full' };
  if (status === 429) return { kind: 'throttled' };
  if (status === 401 || status === 403) return { kind: 'denied' };
  return { kind: 'rejected', status, name: name ?? 'ValidationException', message: message ?? '' };
}

/**
 * The failure without the values it quotes: AWS's validation messages repeat what they refuse ("Value '…' at
 * 'connectionToken' failed to satisfy constraint"), and `input` holds Connect's tokens.
 */
export function withoutValues(failure: UpstreamFailure, input: unknown): UpstreamFailure {
  if (failure.kind !== 'rejected') return failure;
  const quoted = failure.message.replaceAll(/Value '[\s\S]*?' at '/g, "Value '…' at '");
  const values = strings(input).filter(({ length }) => length >= leastTelling);
  const message = values.reduce((text, value) => text.replaceAll(value, '…'), quoted);
  return { ...failure, message };
}

/** Characters below which a value tells nothing, and may be part of any word. */
const leastTelling = 4;

/** Every string in a value, the longest first. */
function strings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value)
    .flatMap(strings)
    .toSorted((a, b) => b.length - a.length);
}

/** The pause before the next attempt, in milliseconds: exponential, half of it random. `random` is in [0, 1). */
export function backoff(attempt: number, random: number): number {
  const ceiling = Math.min(3_000, 150 * 2 ** attempt);
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
