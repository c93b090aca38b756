import type { OperationName } from './operation-names.ts';
import { apiModel } from './api-model.ts';

export type ServiceErrorName =
  | 'AccessDeniedException'
  | 'ConflictException'
  | 'ContactNotFoundException'
  | 'ContactNotTerminatedException'
  | 'InternalServerException'
  | 'InternalServiceException'
  | 'InvalidParameterException'
  | 'InvalidRequestException'
  | 'LimitExceededException'
  | 'ResourceNotFoundException'
  | 'ServiceQuotaExceededException'
  | 'ThrottlingException'
  | 'TooManyRequestsException'
  | 'ValidationException';

/** Errors that AWS answers with although no operation's model lists them; the rest take their status from the model. */
const unmodelledStatuses: Partial<Readonly<Record<ServiceErrorName, number>>> = {
  AccessDeniedException: 403,
  InvalidRequestException: 400,
  TooManyRequestsException: 429,
};

/** An answer of Amazon Connect that is not a success. Its message goes on the wire: no token may stand in it. */
export class ServiceError extends Error {
  override readonly name: ServiceErrorName;

  constructor(name: ServiceErrorName, message: string) {
    super(message);
    this.name = name;
  }
}

/** The HTTP status of an error as this operation answers it. */
export function statusOf(operation: OperationName, name: ServiceErrorName): number {
  const status = apiModel.operations[operation].errors[name] ?? unmodelledStatuses[name];
  if (status === undefined) throw new Error(`${operation} cannot answer ${name}`);
  return status;
}

/**
 * Returns an error's body. Its name is only in the header x-amzn-errortype; each service spells it in its own way here.
 */
export function errorBody(operation: OperationName, message: string): object {
  return apiModel.operations[operation].service === 'connect' ? { Message: message } : { message };
}

/** What each service calls a request it finds malformed. */
export function invalid(operation: OperationName, message: string): ServiceError {
  const { service } = apiModel.operations[operation];
  return new ServiceError(service === 'connect' ? 'InvalidRequestException' : 'ValidationException', message);
}

/** What each service calls its own failure. */
export function internal(operation: OperationName, message: string): ServiceError {
  const { service } = apiModel.operations[operation];
  return new ServiceError(
    service === 'connect' ? 'InternalServiceException' : 'InternalServerException',
    message,
  );
}

/** What each operation answers above its request rate: StartChatContact and StopContact model no such error. */
export function throttled(operation: OperationName): ServiceError {
  return new ServiceError(
    'ThrottlingException' in apiModel.operations[operation].errors
      ? 'ThrottlingException'
      : 'TooManyRequestsException',
    'Rate exceeded',
  );
}
