import type { Operation } from '../../lambdas/operations/operation.ts';
import { rateWindow, type RateRule } from '../../lib/api/rates.ts';

/** Somebody who asks for as much as the rules let through. */
export interface Asker {
  /** `none`: no bearer or no well-formed one; `new`: a well-formed one made up for each request; `one`: always the same. */
  readonly bearer: 'none' | 'new' | 'one';
  readonly addresses: number;
}

/**
 * Returns how much of an operation's rate an asker takes in the long run, from 0 to 1, where 1 leaves nothing to
 * others. In the half minute until WAF has counted, it may be all.
 */
export function shareTaken(
  rules: readonly RateRule[],
  operation: Operation,
  { bearer, addresses, rate }: Asker & { /** Requests a second. */ readonly rate: number },
): number {
  const counting = rules.filter(({ of }) => of?.includes(operation) ?? true);
  const passed = counting
    .filter(({ withoutBearer = false }) => bearer === 'none' || !withoutBearer)
    .filter(({ by }) => by === 'address' || bearer === 'one')
    .map(({ by, limit }) => (by === 'address' ? addresses * limit : limit));
  return Math.min(1, Math.min(...passed) / (rateWindow * rate));
}
