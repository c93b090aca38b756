import type { Answer } from '../steps/request.ts';

/** GET /health */
export function health(): Promise<Answer> {
  return Promise.resolve({ status: 200, body: { Status: 'OK' } });
}
