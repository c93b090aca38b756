import type { Config } from '../../config/config.ts';
import { answerOf, type Asked } from '../facts.ts';

/** Where an API is asked, and what its deployment says of that. */
export type Address = {
  /** The stage's URL, as given. */
  readonly url: string;
  readonly optional: Pick<Config['optional'], 'domainName'>;
};

export interface ApiFacts {
  /** The stage's URL, as given. */
  readonly url: string;
  readonly health: Asked<HttpAnswer>;
  /** By origin: each configured one, and one that is not. */
  readonly preflights: Readonly<Record<string, Asked<HttpAnswer>>>;
  readonly chat: ChatFacts | undefined;
  /** Undefined where none was to be started, or no page may have cookies. */
  readonly cookieChat: CookieChatFacts | undefined;
}

export interface CookieChatFacts {
  readonly started: Asked<HttpAnswer>;
  /** Whether its answer set the session's cookie. */
  readonly hasCookie: boolean;
  /** Undefined where there was no cookie to end it by. */
  readonly ended: Asked<HttpAnswer> | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The error's name, from the header or the body. If there are several, it is the first, which is ours. */
  readonly error: string | undefined;
  /** The name that API Gateway adds behind ours to an error that it makes; undefined if there is only one. */
  readonly theirs: string | undefined;
  /** Whether it is an error in Connect's form: its name in `__type` too, a sentence in `message`. */
  readonly inForm: boolean;
  /** The sentence in the error's body. */
  readonly message: string | undefined;
  /** Whether the answer is a web page, which no API returns. */
  readonly html: boolean;
}

export interface ChatFacts {
  /** The first answer, if the start was repeated with the same ClientToken. */
  readonly atFirst?: Asked<HttpAnswer> | undefined;
  readonly started: Asked<HttpAnswer>;
  /** Undefined where nothing was started. */
  readonly disconnected: Asked<HttpAnswer> | undefined;
}

/** An origin that no configuration has: `.invalid` is reserved (RFC 2606). */
export const foreignOrigin = 'https://not-allowed.invalid';

/** Returns a configured origin as a browser would send it. An origin with any port gets port 3000. */
export function browserOrigin(origin: string): string {
  return origin.replace(/:\*$/, ':3000');
}

/** Returns status and error name, for a sentence. */
export function toldOf(asked: Asked<HttpAnswer>): string {
  if ('failure' in asked) return 'code' in asked.failure ? asked.failure.code : asked.failure.kind;
  const { status, error } = asked.answer;
  return error === undefined ? String(status) : `${status} ${error}`;
}

/**
 * Whether the request may have been carried out: it got no answer, or one that does not tell. A throttled start has
 * started nothing.
 */
export function maybeDone(asked: Asked<HttpAnswer>): boolean {
  const status = answerOf(asked)?.status;
  return status === undefined || status === 409 || status >= 500;
}
