/** What can be wrong: every error of the API is one of these. docs/errors.md says what to do about each. */
export type ProblemKind =
  /** Nothing was reached, or no answer came in time. */
  | 'offline'
  /** Too many requests at the moment. */
  | 'busy'
  /** All chats that the instance may have at a time are taken. */
  | 'full'
  /** The API, or something behind it, fails at the moment. */
  | 'unavailable'
  /** The same request is being carried out. */
  | 'underway'
  /** Nobody knows whether it was carried out. */
  | 'unknown'
  /** The chat has ended. */
  | 'over'
  /** Chats may not be started from here. */
  | 'denied'
  /** The request is not valid. */
  | 'invalid'
  /** The ClientToken came with another body before. */
  | 'mismatch'
  /** A quota of the chat is used up. */
  | 'quota'
  /** There is no such thing. */
  | 'missing'
  /** The answer is of no use any more. */
  | 'expired'
  /** This kind of file cannot be sent. */
  | 'file-type'
  /** The file is empty or too large. */
  | 'file-size'
  /** The caller has given up. */
  | 'cancelled';

export interface Problem {
  readonly kind: ProblemKind;
  /** One sentence for the person who waits, in English; to speak another language, decide by `kind`. */
  readonly text: string;
  /** Whether it is tried again by itself. */
  readonly again: boolean;
  /** The HTTP status. Absent where no answer came. */
  readonly status?: number;
  /** For developers: the error's name and the API's sentence about it. Never for visitors. */
  readonly detail?: string;
  /** Milliseconds until it may be tried again, where the API says so. */
  readonly retryAfter?: number;
}

/** What a method of a chat rejects with. */
export class ChatError extends Error {
  override readonly name = 'ChatError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.text);
    this.problem = problem;
  }
}

const unavailable = 'Something does not work at the moment.';

/** Files have theirs where files are sent, so that a chat without them does not download these. */
const texts: Readonly<Partial<Record<ProblemKind, string>>> = {
  offline: 'We cannot be reached at the moment.',
  busy: 'There is a lot going on at the moment.',
  full: 'All our chats are busy at the moment.',
  underway: 'This is being sent.',
  unknown: 'This may or may not have been sent.',
  over: 'The chat has ended.',
  denied: 'A chat cannot be started from here.',
  invalid: 'This cannot be sent. It may be too long.',
};

const again: ReadonlySet<ProblemKind> = new Set(['offline', 'busy', 'full', 'unavailable', 'underway']);

export function problem(kind: ProblemKind, more: Partial<Problem> = {}): Problem {
  return { kind, text: texts[kind] ?? unavailable, again: again.has(kind), ...more };
}

/** What an answer with an error means. `retryAfter`: the header's value. */
export function kindOf(
  status: number,
  name: string,
  retryAfter: string | null,
  starting: boolean,
): ProblemKind {
  if (status === 403 && starting) return 'denied';
  if (status === 409 && retryAfter === null) return 'unknown';
  if (status === 429 && name === 'LimitExceededException') return 'full';
  return kinds[status] ?? (status >= 500 ? 'unavailable' : 'invalid');
}

const kinds: Readonly<Record<number, ProblemKind>> = {
  402: 'quota',
  403: 'over',
  404: 'missing',
  408: 'unavailable',
  409: 'underway',
  410: 'expired',
  422: 'mismatch',
  429: 'busy',
};

/** The name in `x-amzn-errortype`: the first of several, as API Gateway adds one of its own. */
export function errorNameOf(header: string): string {
  return header.replace(/[,:].*$/s, '').trim();
}
