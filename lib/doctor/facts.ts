/** What the doctor has asked and been told. The modules called ask-… gather it; the checks judge it. */

/** An answer, or why there is none. */
export type Asked<T> = { readonly answer: T } | { readonly failure: Failure };

export type Failure =
  /** No credentials to ask with. */
  | { readonly kind: 'no-credentials' }
  /** AWS does not accept the credentials: expired, mistyped, or of a Region that is not enabled. */
  | { readonly kind: 'credentials-refused'; readonly name: string }
  /** AWS knows who asks, and does not allow it. */
  | { readonly kind: 'not-allowed' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-published' }
  | { readonly kind: 'throttled' }
  /** Nothing answers at the address. */
  | { readonly kind: 'unreachable'; readonly code: string }
  | { readonly kind: 'other'; readonly name: string };

/** The answer; undefined where there is none. */
export function answerOf<T>(asked: Asked<T> | undefined): T | undefined {
  return asked && 'answer' in asked ? asked.answer : undefined;
}

/** A word for why there is no answer. */
export function detailOf(failure: Failure): string {
  return 'name' in failure ? failure.name : 'code' in failure ? failure.code : failure.kind;
}
