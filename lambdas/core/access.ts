/** The upstream service an operation calls, which is also the Lambda function that serves it. */
export type Service = 'participant' | 'connect';

/**
 * Who may call: anyone from an allowed origin; the holder of a session's bearer (`X-Amz-Bearer`); a back end that
 * API Gateway has authenticated with IAM.
 */
export type Access = 'public' | 'session' | 'iam';
