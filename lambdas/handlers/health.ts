import type { Answer } from '../steps/ports.ts';

/** GET /health */
export function health(): Promise<Answer> {
  return Promise.resolve({ status: 200, body: { Status: 'OK' } });
}
