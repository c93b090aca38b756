import type { CommandName } from '../../lambdas/core/commands.ts';
import type { ErrorName } from '../../lambdas/core/error-name.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import type { Chat, ChatOptions } from '../support/chat.ts';
import type { LocalApi } from '../support/local-api.ts';

/** What an operation does, told by examples: test/operations has one of each operation. */
export interface Specification {
  /** The chat that it is asked of, where it is not just any. */
  readonly chat?: ChatOptions;
  /** A request: members of the path and of the body. */
  readonly asked: Members | ((scene: Scene) => Promise<Members>);
  /** What Connect is sent for it: every member, with `like` in place of what is another time another. */
  readonly sends?: Expected;
  /** Settings under which it does all that it can, where they are not the usual ones: added to the functions' environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What Connect is asked on the way to the first answer, by command, where the operation ends in none. */
  readonly reads?: Readonly<Partial<Record<CommandName, Expected>>>;
  /** The body of its 200. */
  readonly answers: Expected;
  /** What is refused before anything is sent or stored. */
  readonly refuses?: readonly Refusal[];
  /** What Connect refuses, and how that is told. */
  readonly connectRefuses?: readonly Refusal[];
  readonly retries?: Retries;
}

export type Members = Readonly<Record<string, unknown>>;

export interface Scene {
  readonly api: LocalApi;
  /** A chat that has begun. */
  readonly chat: Chat;
}

/** What is expected of a request with these members, by the chat that it is of. */
export type Expected = Members | ((asked: Members, scene: Scene) => Members);

/** What it is, the members that make it so, the status, the error, and what its message names. */
export type Refusal = readonly [
  what: string,
  members: Members,
  status: number,
  error: ErrorName,
  names?: string,
];

/** How requests end that are sent again, by the caller or by the function. */
export interface Retries {
  /** The caller sends the same once more: the second answer. */
  readonly again: Outcome;
  /** The caller sends it once more, with these other members under the same ClientToken: the second answer. */
  readonly otherBody?: Outcome & { readonly members: Members };
  /** Connect refuses its rate once. */
  readonly throttled: Outcome;
  /** Connect refuses its rate however often it is asked. */
  readonly throttledThroughout: Outcome;
  /** Connect carries it out, and its answer is lost. */
  readonly answerLost: Outcome;
  /** DynamoDB does not take the claim on the ClientToken. */
  readonly withoutStore?: Outcome;
}

export interface Outcome {
  /** Without it, 200. */
  readonly status?: number;
  readonly error?: ErrorName;
  /** How often Connect was sent the command in all; at least, where pauses of random length decide. */
  readonly calls: number | { readonly atLeast: number };
  /** How often it has carried it out. */
  readonly carriedOut: number;
  /** Whether the answer is the first one's, marked as such. */
  readonly replayed?: true;
  /** Seconds, of the header Retry-After. */
  readonly retryAfter?: number;
}

/** The sections that a specification leaves out though an operation of its kind has them. */
export function missingSections(operation: Operation, specification: Specification): readonly string[] {
  const { command, idempotency, input, permissions } = operation;
  const { sends, reads, refuses = [], retries } = specification;
  const members = Object.keys(input.members);
  const needed = {
    sends: command === undefined || sends !== undefined,
    reads: command !== undefined || permissions.length === 0 || reads !== undefined,
    refuses: members.length === 0 || refuses.length > 0,
    retries: command === undefined || retries !== undefined,
    'retries.otherBody':
      idempotency.kind === 'none' ||
      members.every((member) => member === 'ClientToken') ||
      retries?.otherBody !== undefined,
    'retries.withoutStore': idempotency.kind !== 'ledger' || retries?.withoutStore !== undefined,
  };
  return Object.entries(needed).flatMap(([section, there]) => (there ? [] : [section]));
}
