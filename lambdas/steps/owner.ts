import type { Ports } from '../core/ports.ts';

/** A nonce of this request alone, by which it knows a claim or a lease for its own. */
export function ownerNonce({ random }: Pick<Ports, 'random'>): string {
  return Buffer.from(random(16)).toString('base64url');
}
