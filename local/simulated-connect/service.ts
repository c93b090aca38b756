import { apiModel } from './api-model.ts';
import type { OpenCall } from './calls.ts';
import { connectOperations } from './connect-operations.ts';
import type { Deduplication } from './deduplication.ts';
import type { ConnectOperation, OperationName, ParticipantOperation } from './operation-names.ts';
import type { Caller, Inputs, World } from './operations.ts';
import { participantOperations } from './participant-operations.ts';
import type { Quotas } from './quotas.ts';
import { ServiceError, errorBody, internal, invalid, statusOf, throttled } from './service-error.ts';
import { isRecord, violations } from './validation.ts';

/** A request as the service sees it, its transport taken off. */
export interface ServiceRequest {
  readonly operation: OperationName;
  /** The body, with what the model binds to the URI. */
  readonly input: unknown;
  readonly bearer?: string;
  readonly authorization?: string;
}

/** An answer before it is put on the wire, with what the journal wants to know. */
export interface Outcome extends Pick<OpenCall, 'applied' | 'deduplicated' | 'contactId'> {
  readonly status: number;
  readonly body: object;
  readonly errorType?: string;
}

export interface ServiceParts {
  readonly world: World;
  readonly deduplication: Deduplication;
  /** Absent: no quota holds. */
  readonly quotas?: Quotas;
}

const account = 'account';
const sigV4 = /^AWS4-HMAC-SHA256 Credential=.+, ?SignedHeaders=.+, ?Signature=.+$/;

/** Serves one call: who calls, quota, validation, ClientToken, effect. It never throws; a mistake of its own is a 500. */
export function serve(parts: ServiceParts, request: ServiceRequest): Outcome {
  try {
    parts.world.contacts.endOverdue();
    return isParticipantOperation(request.operation)
      ? serveParticipant(parts, request, request.operation)
      : serveConnect(parts, request, request.operation);
  } catch (error) {
    return refusal(
      request.operation,
      error instanceof ServiceError
        ? error
        : internal(request.operation, `The simulator failed: ${String(error)}`),
    );
  }
}

/** Returns the outcome that answers an error. */
export function refusal(operation: OperationName, error: ServiceError): Outcome {
  return {
    status: statusOf(operation, error.name),
    body: errorBody(operation, error.message),
    errorType: error.name,
    applied: false,
    deduplicated: false,
  };
}

function serveParticipant(
  parts: ServiceParts,
  request: ServiceRequest,
  operation: ParticipantOperation,
): Outcome {
  const caller = callerOf(parts.world, operation, request.bearer);
  const contactId = caller.contact.id;
  try {
    const { input, bearer } = request;
    takeQuota(parts, operation, caller.contact.instanceId);
    const whole = isRecord(input)
      ? { ...lenient(operation, input), [tokenMember(operation)]: bearer }
      : input;
    assertFits(operation, whole);
    const perform = (): object => performParticipant(parts.world, operation, whole, caller);
    return { contactId, ...answer(parts, operation, [caller.participant.id, input], perform) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { ...refusal(operation, error), contactId };
  }
}

function serveConnect(parts: ServiceParts, request: ServiceRequest, operation: ConnectOperation): Outcome {
  if (!sigV4.test(request.authorization ?? '')) {
    throw new ServiceError('AccessDeniedException', 'The request is not signed');
  }
  const { input } = request;
  takeQuota(parts, operation, account);
  assertFits(operation, input);
  const outcome = answer(parts, operation, [account, input], () =>
    performConnect(parts.world, operation, input),
  );
  const contactId = member(input, 'ContactId') ?? member(outcome.body, 'ContactId');
  return { ...outcome, ...(contactId === undefined ? {} : { contactId }) };
}

/** AWS's own apps send typing with an empty Content and are understood, although the model wants one character. */
function lenient(operation: ParticipantOperation, input: Readonly<Record<string, unknown>>): object {
  const { Content, ...others } = input;
  return operation === 'SendEvent' && Content === '' ? others : input;
}

// Generic in the operation's name, so that TypeScript pairs each handler with its own input.
function performParticipant<Name extends ParticipantOperation>(
  world: World,
  operation: Name,
  input: Inputs[Name],
  caller: Caller,
): object {
  return participantOperations[operation](world, input, caller);
}

function performConnect<Name extends ConnectOperation>(
  world: World,
  operation: Name,
  input: Inputs[Name],
): object {
  return connectOperations[operation](world, input);
}

function takeQuota({ quotas }: ServiceParts, operation: OperationName, scope: string): void {
  if (quotas?.take(operation, scope) === false) throw throttled(operation);
}

/** Checks the input against the model, and so gives it the operation's type. */
function assertFits<Name extends OperationName>(
  operation: Name,
  input: unknown,
): asserts input is Inputs[Name] {
  const { service, input: shape } = apiModel.operations[operation];
  const wrong = violations(service, shape, input);
  if (wrong.length > 0) {
    throw invalid(operation, `${wrong.length} validation error(s) detected: ${wrong.join('; ')}`);
  }
}

/** Carries the call out, once for each ClientToken of a scope, and checks the answer against the model too. */
function answer(
  { deduplication }: ServiceParts,
  operation: OperationName,
  [scope, input]: readonly [scope: string, input: unknown],
  perform: () => object,
): Outcome {
  const clientToken = member(input, 'ClientToken');
  const key = clientToken === undefined ? undefined : JSON.stringify([operation, scope, clientToken]);
  const { output, deduplicated } = deduplication.answer(key, perform);
  const { service, output: shape } = apiModel.operations[operation];
  const unfit = violations(service, shape, modelled(output), { refuseUnknownMembers: true });
  if (unfit.length > 0) throw new Error(`an answer outside the model: ${unfit.join('; ')}`);
  return { status: 200, body: output, applied: !deduplicated, deduplicated };
}

/** What the model can be asked about: an empty NextToken is seen of the real service, though its model has none. */
function modelled(output: object): object {
  const { NextToken, ...others } = output as { readonly NextToken?: string };
  return NextToken === '' ? others : output;
}

function callerOf(world: World, operation: ParticipantOperation, bearer: string | undefined): Caller {
  const kind = operation === 'CreateParticipantConnection' ? 'participant' : 'connection';
  const caller = world.contacts.ofParticipant(world.tokens.participantOf(kind, bearer));
  if (caller === undefined) throw new ServiceError('AccessDeniedException', 'Access denied');
  return caller;
}

function tokenMember(operation: ParticipantOperation): string {
  return operation === 'CreateParticipantConnection' ? 'ParticipantToken' : 'ConnectionToken';
}

function isParticipantOperation(operation: OperationName): operation is ParticipantOperation {
  return operation in participantOperations;
}

/** A member of the input when it is a string with something in it. */
export function member(input: unknown, name: string): string | undefined {
  const value = isRecord(input) ? input[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
