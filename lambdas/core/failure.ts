import type { ErrorName } from './error-name.ts';
import type { Service } from './access.ts';
import { errorStatus } from './error-name.ts';
import type { Refusal } from './session.ts';

/** Every way in which a request can fail: precise here and in the log, vague on the wire. */
export type Failure =
  | { readonly kind: 'invalid'; readonly problems: readonly string[] }
  | {
      readonly kind: 'denied';
      readonly reason:
        | Refusal
        | 'origin-not-allowed'
        | 'not-iam'
        | 'identity-missing'
        | 'identity-refused'
        | 'verification-refused'
        | 'connect';
    }
  /** `message`, here and below: in place of the usual one, where there is more to say. */
  | { readonly kind: 'in-flight'; readonly retryAfter: number; readonly message?: string }
  | { readonly kind: 'mismatch' }
  | {
      readonly kind: 'outcome-unknown';
      /** Whether Connect has no ClientToken for the operation. */
      readonly withoutToken?: boolean;
    }
  | { readonly kind: 'answer-expired' }
  /** `retryAfter`: milliseconds, where it is known when the quota has room again. */
  | { readonly kind: 'throttled'; readonly retryAfter?: number }
  | { readonly kind: 'full' }
  | {
      /** One start too many, which Connect was not asked for. */
      readonly kind: 'limited';
      readonly by: StartLimitName;
      /** Milliseconds. */
      readonly retryAfter: number;
    }
  | {
      readonly kind: 'rejected';
      readonly status: number;
      readonly name: ErrorName | undefined;
      /**
       * Connect's own message, its values cut out. The log has it; the caller gets it only if it is about the request.
       */
      readonly message: string;
    }
  | {
      readonly kind: 'unavailable';
      readonly dependency: 'connect' | 'dynamodb' | 'issuer' | 'verification';
      readonly detail: string;
      /** Milliseconds, where it is known when Connect is asked again. */
      readonly retryAfter?: number;
      readonly message?: string;
    }
  | { readonly kind: 'internal' };

/** What a start may be one too many for: the instance's open chats, all starts, those of a network, of a visitor. */
export type StartLimitName = 'chats' | 'starts' | 'network' | 'user';

/** Thrown wherever a request fails; the pipeline turns it into the answer. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly failure: Failure;
  constructor(failure: Failure, cause?: unknown) {
    super(failure.kind, cause === undefined ? undefined : { cause });
    this.failure = failure;
  }
}

export interface WireError {
  readonly status: number;
  readonly type: ErrorName;
  readonly message: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** Turns a failure into the error that the caller gets. The compiler proves that no kind of failure is forgotten. */
export function wireError(failure: Failure, service: Service): WireError {
  const internal: ErrorName =
    service === 'participant' ? 'InternalServerException' : 'InternalServiceException';
  switch (failure.kind) {
    case 'invalid':
      return error('ValidationException', failure.problems.join('; '));
    case 'denied':
      return error('AccessDeniedException', 'Access denied');
    case 'in-flight':
      return error(
        'ConflictException',
        failure.message ??
          'A request with this ClientToken is being carried out: repeat it after Retry-After seconds',
        seconds(failure.retryAfter),
      );
    case 'mismatch':
      return error(
        'IdempotentParameterMismatchException',
        'This ClientToken was used with another body: use a new one for a new request',
      );
    case 'outcome-unknown':
      return error(
        'ConflictException',
        failure.withoutToken === true
          ? 'Whether the request was carried out is not known: look at the transcript before sending it again'
          : 'Whether the first request with this ClientToken was carried out is not known: look at the transcript ' +
              'before sending it again with a new one',
      );
    case 'answer-expired':
      return error('GoneException', 'The upload URL has expired: start again with a new ClientToken');
    case 'throttled':
      return error(
        'ThrottlingException',
        'Too many requests: repeat it after Retry-After seconds',
        seconds(failure.retryAfter ?? 0),
      );
    case 'full':
      return error(
        'LimitExceededException',
        'All chats are busy at the moment: please try again in a minute',
        60,
      );
    case 'limited':
      return error(
        'TooManyRequestsException',
        failure.by === 'chats'
          ? 'Too many chats are open at the moment: repeat it after Retry-After seconds'
          : 'Too many chats were started lately: repeat it after Retry-After seconds',
        Math.max(1, Math.ceil(failure.retryAfter / 1_000)),
      );
    case 'rejected':
      return rejected(failure);
    case 'unavailable':
      return error(
        internal,
        failure.message ?? 'The service is not available at the moment: please try again',
        seconds(failure.retryAfter ?? 0),
      );
    case 'internal':
      return error(internal, 'Something went wrong on our side: please try again', 1);
  }
}

/** Rounded up, and no less than a second: whoever comes earlier comes in vain. */
function seconds(milliseconds: number): number {
  return Math.max(1, Math.ceil(milliseconds / 1_000));
}

function error(type: ErrorName, message: string, retryAfter?: number): WireError {
  return { status: errorStatus[type], type, message, ...(retryAfter !== undefined && { retryAfter }) };
}

/**
 * Passes on a refusal of Connect's under its own name, if that is one of the API's. Its text reaches the caller only if
 * it is about the request: any other may tell of the instance, so a fixed text takes its place.
 */
function rejected({ status, name, message }: Extract<Failure, { kind: 'rejected' }>): WireError {
  if (isAboutTheRequest(name)) return error(name, message === '' ? 'The request is not valid' : message);
  const type = name ?? nameOfStatus[status] ?? 'ValidationException';
  return error(type, textOf[type] ?? 'The request was refused');
}

/** Refusals that follow from the request itself: the same body is always refused. */
const aboutTheRequest = [
  'ValidationException',
  'InvalidRequestException',
  'InvalidParameterException',
] as const satisfies readonly ErrorName[];

export function isAboutTheRequest(name: string | undefined): name is (typeof aboutTheRequest)[number] {
  return (aboutTheRequest as readonly (string | undefined)[]).includes(name);
}

const nameOfStatus: Readonly<Record<number, ErrorName>> = {
  402: 'ServiceQuotaExceededException',
  404: 'ResourceNotFoundException',
  409: 'ConflictException',
  410: 'ResourceNotFoundException',
};

const textOf: Partial<Record<ErrorName, string>> = {
  ServiceQuotaExceededException: 'A quota is exceeded',
  ResourceNotFoundException: 'The resource was not found',
  ConflictException: 'The request conflicts with the state of the resource',
};
