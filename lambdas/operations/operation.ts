import type { Access, Service } from '../core/access.ts';
import type { CommandName } from '../core/commands.ts';
import type { ErrorName } from '../core/error-name.ts';
import type { Settings } from '../core/settings.ts';
import type { Budget } from './budgets.ts';
import type { StructureShape, Valid } from '../core/shape.ts';

/**
 * - `none`: reads, and operations for which Connect has no ClientToken.
 * - `derived`: the ClientToken sent to Connect follows from the caller's and the body; nothing is written.
 * - `ledger`: the protocol of core/ledger.ts, two writes. `sealed` answers are stored encrypted. `withoutStore` says
 *   what to do when DynamoDB does not take the claim: go on with the derived ClientToken, or refuse.
 */
export type Idempotency =
  | { readonly kind: 'none' }
  | { readonly kind: 'derived' }
  | {
      readonly kind: 'ledger';
      readonly answer: 'clear' | 'sealed';
      readonly withoutStore: 'proceed' | 'refuse';
      /** The ISO 8601 instant after which a stored answer is of no use; then 410 instead of a replay. */
      readonly usableUntil?: (answer: Record<string, unknown>) => string | undefined;
    };

/** What every operation of the Participant Service may answer. */
export const participantErrors = [
  'ValidationException',
  'AccessDeniedException',
  'ThrottlingException',
  'InternalServerException',
] as const satisfies readonly ErrorName[];

/** What the ledger adds: in flight, and another body. */
export const ledgerErrors = [
  'ConflictException',
  'IdempotentParameterMismatchException',
] as const satisfies readonly ErrorName[];

/** What StartChatContact may answer, and what stands before it. */
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

/** What CreateParticipant may answer, and what stands before it. */
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

export interface Operation {
  /** The AWS API's own name where the operation is AWS's. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  /** As API Gateway writes it: `{Name}` takes one path segment, `{Name+}` the rest. */
  readonly path: string;
  readonly service: Service;
  readonly access: Access;
  /** One line, and a paragraph of Markdown, for OpenAPI. */
  readonly summary: string;
  readonly documentation: string;
  /** Members of the JSON body, and of the path under the same name. */
  readonly input: StructureShape;
  /** Participant routes drop members they do not know, as Connect does; our own routes refuse them. */
  readonly unknownMembers: 'drop' | 'refuse';
  /** Members as they are given, in the one form in which they are checked, compared and sent. */
  readonly normalize?: (given: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
  /** What the shape cannot say. Answers sentences that name the member and the bound. */
  readonly check?: (input: Record<string, unknown>, settings: Settings) => readonly string[];
  readonly output: StructureShape;
  readonly idempotency: Idempotency;
  /** The operation of AWS's that it ends in, if any. */
  readonly command?: CommandName;
  /** Which of lambdas/handlers serves it. */
  readonly handler: HandlerName;
  readonly budget: Budget;
  /** Of an input that is stale by the time of another attempt: it gets one. */
  readonly once?: (input: Readonly<Record<string, unknown>>) => boolean;
  /** IAM actions its function needs on Connect. */
  readonly permissions: readonly string[];
  /** Requests per second and burst: the default quota of the Connect API behind it. */
  readonly throttle: { readonly rate: number; readonly burst: number };
  readonly errors: readonly ErrorName[];
}

export type HandlerName =
  | 'relay'
  | 'disconnect'
  | 'connection'
  | 'start-chat'
  | 'create-guest'
  | 'create-participant'
  | 'session'
  | 'health'
  | 'openapi';

type OperationLiteral<N, S extends StructureShape, C, V> = Omit<
  Operation,
  'name' | 'input' | 'check' | 'command' | 'service'
> & {
  readonly name: N;
  readonly service: V;
  readonly input: S;
  readonly check?: (input: Valid<S>, settings: Settings) => readonly string[];
  readonly command?: C;
};

/** An operation of which the compiler knows its name, and that it ends in the command `C` of the service `V`. */
type Ending<N, C, V> = Omit<Operation, 'name' | 'command' | 'service'> & {
  readonly name: N;
  readonly command?: C;
  readonly service: V;
};

/** Gives a literal's `check` the type of its own input, and keeps its name and which command it ends in. */
export function operation<
  const N extends string,
  const S extends StructureShape,
  const V extends Service,
  const C extends CommandName = never,
>(literal: OperationLiteral<N, S, C, V>): Ending<N, C, V> {
  // `check` runs on what has passed `input`, and so is a Valid<S>.
  return literal as unknown as Ending<N, C, V>;
}
