import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwksValidationError, JwtBaseError } from 'aws-jwt-verify/error';
import type { SignIn } from '../core/identity.ts';
import { IssuerError, type IdentityVerifier } from '../handlers/ports.ts';

/** Verifies the identity provider's tokens: signature, issuer, audience, times. Its keys are fetched once and kept. */
export function identityVerifier({ issuer, audience, jwksUri }: SignIn): IdentityVerifier {
  const verifier = JwtVerifier.create({
    issuer,
    audience: [...audience],
    ...(jwksUri !== undefined && { jwksUri }),
  });
  return async (token) => {
    try {
      return await verifier.verify(token);
    } catch (error) {
      const keyless = error instanceof FetchError || error instanceof JwksValidationError;
      if (error instanceof JwtBaseError && !keyless) return undefined;
      throw new IssuerError('The keys of the identity provider could not be fetched', { cause: error });
    }
  };
}
