import type { Access, Service } from '../core/access.ts';
import type { CommandName } from '../core/commands.ts';
import type { ErrorName } from '../core/error-name.ts';
import type { Reservation } from '../core/ports.ts';
import type { Settings } from '../core/settings.ts';
import type { Budget } from './budgets.ts';
import type { StructureShape, Valid } from '../core/shape.ts';
import type { Unchecked } from '../core/json.ts';

/**
 * - `none`: reads, and operations for which Connect has no ClientToken.
 * - `derived`: the ClientToken sent to Connect follows from the caller's and the body; nothing is written.
 * - `ledger`: the protocol of core/ledger.ts, two writes. `sealed` answers are stored encrypted. `withoutStore` says
 *   what to do when DynamoDB does not take the claim: go on with the derived ClientToken, or refuse.
 */
export type Idempotency<O extends StructureShape = StructureShape> =
  | { readonly kind: 'none' }
  | { readonly kind: 'derived' }
  | {
      readonly kind: 'ledger';
      readonly answer: 'clear' | 'sealed';
      readonly withoutStore: 'proceed' | 'refuse';
      /** The ISO 8601 instant after which a stored answer is of no use; then 410 instead of a replay. */
      usableUntil?(this: void, answer: Partial<Valid<O>>): string | undefined;
    };

/** What every operation of the Participant Service may answer. */
export const participantErrors = [
  'ValidationException',
  'AccessDeniedException',
  'ThrottlingException',
  'InternalServerException',
] as const satisfies readonly ErrorName[];

/** What the ledger adds: a request is in flight, or its ClientToken came with another body. */
export const ledgerErrors = [
  'ConflictException',
  'IdempotentParameterMismatchException',
] as const satisfies readonly ErrorName[];

/** The errors of StartChatContact, and of the checks before it. */
export const startErrors = [
  'ValidationException',
  'InvalidRequestException',
  'InvalidParameterException',
  'AccessDeniedException',
  'ResourceNotFoundException',
  ...ledgerErrors,
  'ThrottlingException',
  'LimitExceededException',
  'InternalServiceException',
] as const satisfies readonly ErrorName[];

/** The errors of CreateParticipant, and of the checks before it. */
export const createParticipantErrors = [
  'ValidationException',
  'InvalidRequestException',
  'ServiceQuotaExceededException',
  'AccessDeniedException',
  'ResourceNotFoundException',
  ...ledgerErrors,
  'ThrottlingException',
  'InternalServiceException',
] as const satisfies readonly ErrorName[];

/**
 * What is declared of an operation. Functions of its input and answer are written as methods, so that an operation of
 * known shapes is one of any.
 */
export interface Operation<
  I extends StructureShape = StructureShape,
  O extends StructureShape = StructureShape,
> {
  /** The AWS API's own name where the operation is AWS's. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** As API Gateway writes it: `{Name}` takes one path segment, `{Name+}` the rest. */
  readonly path: string;
  readonly service: Service;
  readonly access: Access;
  /**
   * How it is asked, where that is not by headers and JSON. A `beacon` is what navigator.sendBeacon sends: the bearer
   * is its text/plain body, and as nobody reads the answer, that is 204 whatever came.
   */
  readonly form?: 'beacon';
  /** One line, and a paragraph of Markdown, for OpenAPI. */
  readonly summary: string;
  readonly documentation: string;
  /** Members of the JSON body, or of the query where the method is GET; and of the path under the same name. */
  readonly input: I;
  /** Participant routes drop members they do not know, as Connect does; our own routes refuse them. */
  readonly unknownMembers: 'drop' | 'refuse';
  /** Puts the given members into the one form in which they are checked, compared and sent. */
  readonly normalize?: (given: Unchecked) => Unchecked;
  /** Checks what the shape cannot say. Returns sentences that name the member and the bound. */
  check?(this: void, input: Valid<I>, settings: Settings): readonly string[];
  readonly output: O;
  readonly idempotency: Idempotency<O>;
  /** The AWS operation that it calls, if any. */
  readonly command?: CommandName;
  /** Which of lambdas/handlers serves it. */
  readonly handler: HandlerName;
  readonly budget: Budget;
  /** Of an input that is stale by the time of another attempt: it gets one. */
  once?(this: void, input: Valid<I>): boolean;
  /** Of one that is asked for a new chat, or for the end of one: the log and the metrics count these. */
  readonly asks?: 'start' | 'end';
  /** Which of an instance's quotas a call counts against, and what it is for. Absent where AWS names no quota. */
  countsAs?(this: void, input: Valid<I>): Pick<Reservation, 'quota' | 'priority'>;
  /** IAM actions its function needs on Connect. */
  readonly permissions: readonly string[];
  /**
   * What API Gateway lets through, in requests per second and burst: the default quota of the Connect API behind it, or
   * where the function keeps that, a wall against floods.
   */
  readonly throttle: { readonly rate: number; readonly burst: number };
  /** That quota, where the throttle is a wall: requests wait their turn behind it, or starts are admitted. */
  readonly quota?: { readonly rate: number; readonly burst: number };
  readonly errors: readonly ErrorName[];
}

/** The members that travel in the path. */
export function pathMembers({ path }: Pick<Operation, 'path'>): readonly string[] {
  return [...path.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => name);
}

/** The members that travel in the query: those of a GET that are not in its path. */
export function queryMembers(operation: Pick<Operation, 'method' | 'path' | 'input'>): readonly string[] {
  if (operation.method !== 'GET') return [];
  const inPath = pathMembers(operation);
  return Object.keys(operation.input.members).filter((name) => !inPath.includes(name));
}

export type HandlerName =
  | 'relay'
  | 'event'
  | 'disconnect'
  | 'connection'
  | 'start-chat'
  | 'create-guest'
  | 'create-participant'
  | 'erase-contact'
  | 'session'
  | 'queue-position'
  | 'availability'
  | 'leave'
  | 'health'
  | 'openapi';

/** The command that an operation ends in, where it ends in one. */
type Ending<C extends CommandName> = [C] extends [never]
  ? { readonly command?: never }
  : { readonly command: C };

type Declaration<
  N extends string,
  I extends StructureShape,
  O extends StructureShape,
  V extends Service,
  H extends HandlerName,
  P extends string,
  C extends CommandName,
> = Operation<I, O> & {
  readonly name: N;
  readonly service: V;
  readonly handler: H;
  readonly permissions: readonly P[];
} & Ending<C>;

/** Declares an operation, and keeps what its literal says of it: what it is called, takes, answers, and ends in. */
export function operation<
  const N extends string,
  const I extends StructureShape,
  const O extends StructureShape,
  const V extends Service,
  const H extends HandlerName,
  const P extends string = never,
  const C extends CommandName = never,
>(literal: Declaration<N, I, O, V, H, P, C>): Declaration<N, I, O, V, H, P, C> {
  return literal;
}
