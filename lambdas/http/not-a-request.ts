import { isObject } from '../core/json.ts';
import type { Result } from './request-state.ts';

/**
 * Whether an event comes from API Gateway. Schedules, warm-ups and the console's tests invoke the function too, without
 * a request.
 */
export function isRequest(event: unknown): boolean {
  return (
    isObject(event) &&
    typeof event['httpMethod'] === 'string' &&
    typeof event['resource'] === 'string' &&
    isObject(event['requestContext'])
  );
}

/**
 * Writes one line to the log, and returns a plain answer. It is no error: nobody has lost anything, so no alarm should
 * tell of it.
 */
export function notARequest(log: (line: string) => void): Result {
  log(JSON.stringify({ operation: 'none', reason: 'not-a-request' }));
  return { statusCode: 204, body: '' };
}
