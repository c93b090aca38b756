/** What the doctor has asked and been told. lib/doctor/ask-aws.ts and ask-api.ts gather it; the checks judge it. */

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

export interface AwsFacts {
  /** By ARN, as configured. */
  readonly instances: Readonly<Record<string, Asked<InstanceFact>>>;
  readonly flows: Readonly<Record<string, Asked<FlowFact>>>;
  readonly quotas: Asked<readonly QuotaFact[]>;
}

export interface InstanceFact {
  readonly arn: string;
  readonly status: string;
}

export interface FlowFact {
  readonly arn: string;
  readonly type: string;
  readonly state: string;
  readonly status: string;
}

export interface QuotaFact {
  readonly code: string;
  readonly name: string;
  readonly value: number;
  /** The resource it is of; undefined or `*` for the account's default. */
  readonly resource: string | undefined;
  /** Whether it is what AWS gives to all, as nothing else is known of this account. */
  readonly isDefault: boolean;
}

export interface ApiFacts {
  readonly health: Asked<HttpAnswer>;
  /** By origin: each configured one, and one that is not. */
  readonly preflights: Readonly<Record<string, Asked<HttpAnswer>>>;
  readonly chat: ChatFacts | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The error's name in Connect's form, if it is one. */
  readonly error: string | undefined;
}

export interface ChatFacts {
  readonly started: Asked<HttpAnswer>;
  /** Undefined where nothing was started. */
  readonly disconnected: Asked<HttpAnswer> | undefined;
}

/** An origin that no configuration has: `.invalid` is reserved (RFC 2606). */
export const foreignOrigin = 'https://not-allowed.invalid';

/** A configured origin as a browser would send it; one for any port of a machine stands for its port 3000. */
export function browserOrigin(origin: string): string {
  return origin.replace(/:\*$/, ':3000');
}
