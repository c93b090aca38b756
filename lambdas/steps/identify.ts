import { RequestFailure } from '../core/failure.ts';
import { identityOf, type Identity } from '../core/identity.ts';
import { IssuerError, type Ports } from '../core/ports.ts';
import type { ApiRequest } from './request.ts';

export type IdentityPorts = 'settings' | 'verifyIdentity';

/** Who starts a chat, where visitors sign in; undefined for an anonymous one, and for a trusted back end's. */
export async function identify(
  { operation, identityToken }: ApiRequest,
  { settings, verifyIdentity }: Pick<Ports, IdentityPorts>,
): Promise<Identity | undefined> {
  const { signIn } = settings;
  if (!signIn || operation.access === 'iam') return undefined;
  if (identityToken === undefined) {
    if (signIn.anonymous) return undefined;
    throw new RequestFailure({ kind: 'denied', reason: 'identity-missing' });
  }
  if (!verifyIdentity) throw new RequestFailure({ kind: 'internal' });
  try {
    const claims = await verifyIdentity(identityToken);
    if (!claims) throw new RequestFailure({ kind: 'denied', reason: 'identity-refused' });
    return identityOf(claims, signIn);
  } catch (error) {
    if (!(error instanceof IssuerError)) throw error;
    throw new RequestFailure({ kind: 'unavailable', dependency: 'issuer', detail: error.name }, error);
  }
}
