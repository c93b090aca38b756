import { RequestFailure } from '../core/failure.ts';
import type { Ports } from '../core/ports.ts';
import { onceFor } from '../core/secret.ts';
import type { Owned } from '../steps/claim.ts';
import type { ApiRequest } from '../steps/request.ts';

/**
 * Verifies the visitor of a start, unless an earlier attempt at it has: a provider takes a token once. Returns the claim
 * as it stands then, or fails with a RequestFailure where the start is not to go on.
 */
export async function verify(
  claim: Owned,
  request: ApiRequest,
  { settings, verifyVisitor }: Pick<Ports, 'settings' | 'verifyVisitor'>,
): Promise<Owned> {
  const { verification } = settings;
  const { record } = claim;
  if (!verification || request.operation.access === 'iam' || record.verified) return claim;
  const token = (request.input as Readonly<Record<string, unknown>>)['VerificationToken'];
  if (!verifyVisitor || typeof token !== 'string') throw new RequestFailure({ kind: 'internal' });
  const verdict = await verifyVisitor(token, onceFor(record.clientToken));
  const { trace } = request;
  trace.verification = verdict;
  if (verdict === 'refused') throw new RequestFailure({ kind: 'denied', reason: 'verification-refused' });
  if (verdict === 'unknown') {
    if (verification.onFailure === 'refuse')
      throw new RequestFailure({ kind: 'unavailable', dependency: 'verification', detail: 'no verdict' });
    trace.verification = 'skipped';
  }
  return { ...claim, record: { ...record, verified: true } };
}
