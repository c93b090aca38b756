import { secretText } from './adapters/secret-text.ts';
import { visitorVerifier } from './adapters/visitor-verifier.ts';
import type { VisitorVerifier } from './core/ports.ts';
import type { Verification } from './core/verification.ts';
import { readCredentials } from './credentials.ts';
import type { Environment } from './read-variables.ts';

/** The verification of visitors, as a deployed function has it. */
export function verificationPort(
  verification: Verification,
  { region, endpoints }: Pick<Environment, 'region' | 'endpoints'>,
  variables: Readonly<Record<string, string | undefined>>,
): VisitorVerifier {
  const credentials = readCredentials(variables);
  const secret = secretText({ arn: verification.secretArn, region, credentials, endpoints, now: Date.now });
  return visitorVerifier(verification, secret, Date.now);
}
