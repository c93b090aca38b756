import { isObject } from '../core/json.ts';
import type { Result } from './request-state.ts';

/**
 * Whether an event is API Gateway's. A schedule, a warm-up, or a test of the console invokes the function too, and asks
 * for nothing.
 */
export function isRequest(event: unknown): boolean {
  return (
    isObject(event) &&
    typeof event['httpMethod'] === 'string' &&
    typeof event['resource'] === 'string' &&
    isObject(event['requestContext'])
  );
}

/** One line in the log, a plain answer, and no error: an alarm would tell of nothing that anybody has lost. */
export function notARequest(log: (line: string) => void): Result {
  log(JSON.stringify({ operation: 'none', reason: 'not-a-request' }));
  return { statusCode: 204, body: '' };
}
