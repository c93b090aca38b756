import { RequestFailure } from '../core/failure.ts';
import { StoreError } from '../core/ports.ts';
import type { Trace } from '../core/trace.ts';

/** What becomes of a request when DynamoDB cannot be asked. */

/** Runs a call without which the request cannot be answered: its failure is the request's. */
export async function required<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new RequestFailure({ kind: 'unavailable', dependency: 'dynamodb', detail: error.message }, error);
  }
}

/**
 * Runs a write that the request can do without, and returns undefined where it fails. `trace` counts the failure, where
 * the write is one of the ledger's.
 */
export async function dispensable<T>(
  write: () => Promise<T>,
  trace?: Pick<Trace, 'ledgerFailures'>,
): Promise<T | undefined> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (trace) trace.ledgerFailures++;
    return undefined;
  }
}
