import { errorStatus, type ErrorName } from '../core/error-name.ts';
import { isAboutTheRequest, wireError, type Failure } from '../core/failure.ts';
import { gatewayErrors } from '../core/gateway-errors.ts';
import type { Operation } from '../operations/operation.ts';
import { header } from './headers.ts';
import type { Json } from './json.ts';

export const errorSchema: Json = {
  type: 'object',
  description: "What went wrong, in Amazon Connect's own form.",
  properties: {
    __type: { type: 'string', description: "The error's name, as in the header `x-amzn-errortype`." },
    message: {
      type: 'string',
      description: 'One sentence for developers. It may change; decide by the name and the status.',
    },
    reason: {
      type: 'string',
      description:
        'Only from `npm start`, with status 403: the reason. A deployed API writes the reason only to its log.',
    },
  },
  required: ['__type', 'message'],
};

type GatewayErrorName = (typeof gatewayErrors)[keyof typeof gatewayErrors]['type'];

/** What API Gateway answers before the function is asked, or when it does not answer. */
function gatewayErrorsOf({ access, method }: Operation): readonly GatewayErrorName[] {
  return [
    ...(access === 'iam'
      ? ([
          'MissingAuthenticationTokenException',
          'UnknownOperationException',
          'IncompleteSignatureException',
        ] as const)
      : []),
    ...(method === 'POST' ? (['RequestTooLongException'] as const) : []),
    'InternalServerErrorException',
  ];
}

interface ErrorText {
  /** What it means, and what to do. */
  readonly text: string;
  /** Of an answer that has Retry-After: always, or in some cases. */
  readonly retryAfter?: true;
  readonly example: string;
}

const said = (failure: Failure): string => wireError(failure, 'participant').message;
const connectSaid = (name: ErrorName): string =>
  said({ kind: 'rejected', status: errorStatus[name], name, message: '' });

/** Complete, or it does not compile: an error that an operation lists has a text. */
const texts: Readonly<Record<ErrorName | GatewayErrorName, ErrorText>> = {
  ValidationException: {
    text: 'The request is not valid; the message names each member and its bound. Correct it: a repetition is answered the same.',
    example: said({ kind: 'invalid', problems: ['ContentType must be given', 'Content must be given'] }),
  },
  InvalidRequestException: {
    text: 'Connect says that the request is not valid. Correct it: a repetition is answered the same.',
    example: connectSaid('InvalidRequestException'),
  },
  InvalidParameterException: {
    text: 'Connect says that a member is not valid. Correct it: a repetition is answered the same.',
    example: connectSaid('InvalidParameterException'),
  },
  ServiceQuotaExceededException: {
    text: "A quota of the contact's is used up, such as its attachments. Do not repeat it.",
    example: connectSaid('ServiceQuotaExceededException'),
  },
  AccessDeniedException: {
    text: 'The bearer is missing or malformed, or its chat is over; or the origin or the sign-in is not allowed. The answer is the same in all cases; the log has the reason. Do not repeat it. If the bearer has worked before, the chat is over: start a new one.',
    example: said({ kind: 'denied', reason: 'bearer-missing' }),
  },
  ResourceNotFoundException: {
    text: 'Connect knows no such resource. Do not repeat it.',
    example: connectSaid('ResourceNotFoundException'),
  },
  ConflictException: {
    text: 'With `Retry-After`: a request with the same ClientToken is being carried out; repeat it, and get its answer. Without: nobody knows whether the first request was carried out, or it conflicts with the state of the chat; look at the transcript before you send it again, with a new ClientToken where it has one.',
    retryAfter: true,
    example: said({ kind: 'in-flight', retryAfter: 1_000 }),
  },
  GoneException: {
    text: 'The answer of the first request with this ClientToken can no longer be used: its upload URL has expired. Start again with a new ClientToken.',
    example: said({ kind: 'answer-expired' }),
  },
  IdempotentParameterMismatchException: {
    text: 'This ClientToken came with another body before. Nothing was done. Use a new ClientToken for a new request.',
    example: said({ kind: 'mismatch' }),
  },
  ThrottlingException: {
    text: 'Too many requests. Repeat it after `Retry-After` seconds, with the same ClientToken.',
    retryAfter: true,
    example: said({ kind: 'throttled' }),
  },
  LimitExceededException: {
    text: 'All chats of the instance are in use. No chat was started. Tell the visitor, and try again after `Retry-After` seconds.',
    retryAfter: true,
    example: said({ kind: 'full' }),
  },
  TooManyRequestsException: {
    text: 'One chat too many: so many are open, or were started lately, in all or from where this request comes. No chat was started. Repeat it after `Retry-After` seconds, with the same ClientToken.',
    retryAfter: true,
    example: said({ kind: 'limited', by: 'starts', retryAfter: 1_000 }),
  },
  InternalServerException: {
    text: 'Something is not available. Repeat it after `Retry-After` seconds, with the same ClientToken: it is carried out once.',
    retryAfter: true,
    example: said({ kind: 'unavailable', dependency: 'connect', detail: '' }),
  },
  InternalServiceException: {
    text: 'Something is not available. Repeat it after `Retry-After` seconds, with the same ClientToken: it is carried out once.',
    retryAfter: true,
    example: said({ kind: 'unavailable', dependency: 'connect', detail: '' }),
  },
  MissingAuthenticationTokenException: {
    text: 'The local server’s answer to a request without a signature; a deployed API answers 404. Sign the request.',
    example: gatewayErrors.missingToken.message,
  },
  IncompleteSignatureException: {
    text: 'The header `Authorization` is not an AWS signature. Sign the request.',
    example: gatewayErrors.incompleteSignature.message,
  },
  UnknownOperationException: {
    text: 'The request has no AWS signature. Sign it.',
    example: gatewayErrors.unknownOperation.message,
  },
  RequestTooLongException: {
    text: 'The body is longer than 10 MB. Make it shorter: more than 64 KB are not valid in any case.',
    example: gatewayErrors.tooLong.message,
  },
  InternalServerErrorException: {
    text: 'The function crashed or took too long. Repeat it after a second, with the same ClientToken: it is carried out once.',
    example: gatewayErrors.functionFailed.message,
  },
};

function statusesOf(name: GatewayErrorName): readonly number[] {
  return Object.values(gatewayErrors).flatMap(({ type, status }) => (type === name ? [status] : []));
}

/** References to the answers of an operation that are errors, by status; the answers themselves go to `shared`. */
export function errorResponses(operation: Operation, shared: Record<string, Json>): Json {
  const listed = [
    ...operation.errors.map((name) => ({ name, status: errorStatus[name] })),
    ...gatewayErrorsOf(operation).flatMap((name) => statusesOf(name).map((status) => ({ name, status }))),
  ];
  return Object.fromEntries(
    [...Map.groupBy(listed, ({ status }) => status)].map(([status, errors]) => {
      const names = errors.map(({ name }) => name);
      const kept = operation.idempotency.kind === 'ledger' && names.some((name) => isAboutTheRequest(name));
      const response = `${kept ? 'Replayable' : ''}${names.map((name) => name.replace('Exception', '')).join('Or')}`;
      shared[response] ??= errorResponse(names, kept);
      return [status, { $ref: `#/components/responses/${response}` }];
    }),
  );
}

const firstValueCounts =
  'The error’s name. To answers of its own, API Gateway adds a name of its own: of several values, the first counts.';

/** `kept`: the ledger answers it again to a repetition, as a refusal of Connect's is final for one and the same body. */
function errorResponse(names: readonly (ErrorName | GatewayErrorName)[], kept: boolean): Json {
  return {
    description: names.map((name) => `**${name}**: ${texts[name].text}`).join('\n\n'),
    headers: {
      'x-amzn-errortype': {
        description: firstValueCounts,
        schema: { type: 'string', enum: names },
        example: names[0],
      },
      'x-amzn-requestid': header('RequestId'),
      ...(names.some((name) => texts[name].retryAfter) && { 'Retry-After': header('RetryAfter') }),
      ...(kept && { 'Idempotent-Replayed': header('IdempotentReplayed') }),
    },
    content: {
      'application/json': {
        schema: { $ref: '#/components/schemas/Error' },
        examples: Object.fromEntries(
          names.map((name) => [name, { value: { __type: name, message: texts[name].example } }]),
        ),
      },
    },
  };
}
