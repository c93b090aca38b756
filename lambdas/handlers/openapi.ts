import { describeApi } from '../operations/openapi.ts';
import { operations } from '../operations/operations.ts';
import type { Answer } from './ports.ts';

/** GET /openapi.json */
export function openapi(): Promise<Answer> {
  return Promise.resolve({ status: 200, body: describeApi(operations) });
}
