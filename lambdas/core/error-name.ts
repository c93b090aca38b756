/** Every error name the API answers with; each operation lists its own. */
export const errorStatus = {
  ValidationException: 400,
  InvalidRequestException: 400,
  InvalidParameterException: 400,
  ServiceQuotaExceededException: 402,
  AccessDeniedException: 403,
  ResourceNotFoundException: 404,
  ConflictException: 409,
  GoneException: 410,
  IdempotentParameterMismatchException: 422,
  ThrottlingException: 429,
  LimitExceededException: 429,
  TooManyRequestsException: 429,
  InternalServerException: 500,
  InternalServiceException: 500,
} as const;

export type ErrorName = keyof typeof errorStatus;

/** Returns the name, if it is one of the API's and has its usual status; otherwise undefined. */
export function errorNameOf(name: unknown, status: number): ErrorName | undefined {
  return typeof name === 'string' && isErrorName(name) && errorStatus[name] === status ? name : undefined;
}

function isErrorName(name: string): name is ErrorName {
  return Object.hasOwn(errorStatus, name);
}

/**
 * The name in an `x-amzn-errortype` header or a `__type`: the first of several values, as API Gateway adds one of its own
 * to its gateway responses, without the namespace before a `#` and what follows a `:`.
 */
export function firstErrorName(given: string): string {
  return given
    .replace(/[,:].*/s, '')
    .replace(/.*#/s, '')
    .trim();
}
