import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwkValidationError, JwksValidationError } from 'aws-jwt-verify/error';
import { SimpleFetcher, type Fetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import type { SignIn } from '../core/identity.ts';
import { IssuerError, type IdentityVerifier } from '../core/ports.ts';

/**
 * Verifies the identity provider's tokens: signature, issuer, audience, times. Its keys are fetched once and kept; a
 * token of a key that is not among them has them fetched again, at most every 10 seconds. `fetcher` fetches them, and
 * fails with a FetchError.
 */
export function identityVerifier(
  { issuer, audience, jwksUri }: SignIn,
  fetcher: Pick<Fetcher, 'fetch'> = new SimpleFetcher(),
): IdentityVerifier {
  const verifier = JwtVerifier.create(
    { issuer, audience: [...audience], ...(jwksUri !== undefined && { jwksUri }) },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return async (token) => {
    try {
      const claims = await verifier.verify(token);
      // The library lets a token without an end pass; OpenID Connect asks for one (Core 1.0, section 2).
      return claims.exp === undefined ? undefined : claims;
    } catch (error) {
      if (keysMissing.some((kind) => error instanceof kind))
        throw new IssuerError('The keys of the identity provider could not be fetched', { cause: error });
      // Whatever else fails is the token's doing: node:crypto itself throws at an algorithm that its key cannot have.
      return undefined;
    }
  };
}

/** What says nothing of the token: the keys could not be fetched, or are none. */
const keysMissing = [FetchError, JwksValidationError, JwkValidationError] as const;
