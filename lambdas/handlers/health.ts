import type { Answer } from './ports.ts';

/** GET /health */
export function health(): Promise<Answer> {
  return Promise.resolve({ status: 200, body: { Status: 'OK' } });
}
