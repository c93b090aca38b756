import type { OperationName } from '../../lambdas/operations/operations.ts';
import type { Passage } from './way.ts';

/** One answer to a request; `status` is 0 if the connection broke, or whoever asked waited no longer. */
export interface Answer {
  readonly status: number;
  readonly errorType: string | undefined;
  /** Seconds. */
  readonly retryAfter: number | undefined;
  readonly body: unknown;
  /** When it was asked, in ms. */
  readonly at: number;
  /** Milliseconds. */
  readonly took: number;
  /** How much of that the machine had no time for whoever asked: milliseconds. */
  readonly held: number;
}

/** What a caller wanted, and each answer that it got until it took one for final. */
export interface Asked {
  /** Who asks, one request after the other. */
  readonly sender: string;
  readonly operation: OperationName;
  /** What the request is known by at Connect: a message's text, a file's name, a visitor's. Undefined if it leaves no trace. */
  readonly mark: string | undefined;
  readonly clientToken: string | undefined;
  readonly answers: readonly Answer[];
  /** Undefined if there was none within the time. */
  readonly final: Answer | undefined;
}

/** What Connect has carried out, by its own account. */
export interface Truth {
  /** The marks of the chats that were started. */
  readonly chats: readonly string[];
  /** The marks of messages and files, in their order. */
  readonly items: readonly string[];
  /** Whether the chat is over. */
  readonly ended: boolean;
}

export interface History {
  readonly asked: readonly Asked[];
  readonly truth: Truth;
  /** The calls, in the order in which they arrived. */
  readonly passages: readonly Passage[];
  /** Statuses that may be final here, besides 2xx. */
  readonly may: readonly number[];
}
