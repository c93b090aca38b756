import { stageName } from './stage-name.ts';

/** An error with which API Gateway itself answers, in Connect's form. */
export interface GatewayError {
  readonly type: string;
  readonly status: number;
  readonly message: string;
  /** Seconds. */
  readonly retryAfter?: number;
}

/** The errors that the OpenAPI document lists. The stack and `npm start` answer with the same. */
export const gatewayErrors = {
  /** API Gateway has one error for an unknown route and for an unsigned request where IAM decides. */
  unknownOperation: {
    type: 'UnknownOperationException',
    status: 404,
    message: `There is no such operation, or it takes an AWS signature: GET /${stageName}/openapi.json describes all of them`,
  },
  /** Only `npm start` has it: it can tell an unsigned request from an unknown route. */
  missingToken: {
    type: 'MissingAuthenticationTokenException',
    status: 403,
    message: 'Missing Authentication Token',
  },
  incompleteSignature: {
    type: 'IncompleteSignatureException',
    status: 403,
    message: 'Authorization header requires Credential, SignedHeaders and Signature',
  },
  tooLong: { type: 'RequestTooLongException', status: 413, message: 'Request Too Long' },
  functionFailed: { type: 'InternalServerErrorException', status: 502, message: 'Internal server error' },
  functionTooSlow: {
    type: 'InternalServerErrorException',
    status: 504,
    message: 'The request took too long',
    retryAfter: 1,
  },
} as const satisfies Readonly<Record<string, GatewayError>>;
