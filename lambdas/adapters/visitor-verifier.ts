import { parsed } from '../core/json.ts';
import type { VisitorVerifier } from '../core/ports.ts';
import { secretIsWrong, siteverify, verdictOf, type Verification } from '../core/verification.ts';
import type { SecretText } from './secret-text.ts';
import { httpClient } from './wire/http-client.ts';

/** Milliseconds that a verification takes at most, the secret included where it has to be fetched. */
export const verificationTimeout = 2_000;

/** Milliseconds for which a secret is used before it is fetched again. */
export const secretAge = 5 * 60_000;

/**
 * Asks the configured provider, and nobody else: its address is no request's. Redirections are not followed. The secret
 * is fetched when the first token comes, and anew when it is old or when the provider calls it wrong.
 */
export function visitorVerifier(
  verification: Verification,
  secretText: SecretText,
  now: () => number,
): VisitorVerifier {
  const endpoint = verification.url ?? siteverify[verification.provider];
  const client = httpClient({ endpoint });
  let kept: { readonly text: string; readonly until: number } | undefined;

  async function secret(timeout: number): Promise<string> {
    if (kept && now() < kept.until) return kept.text;
    const text = await secretText(timeout);
    kept = { text, until: now() + secretAge };
    return text;
  }

  return async (token, once) => {
    const end = now() + verificationTimeout;
    try {
      const body = new URLSearchParams({
        secret: await secret(verificationTimeout),
        response: token,
        // reCAPTCHA knows no repetition, and takes the members that it knows.
        ...(verification.provider === 'turnstile' && { idempotency_key: once }),
      }).toString();
      const headers = {
        host: client.host,
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': String(Buffer.byteLength(body)),
      };
      const answer = await client.post('', headers, body, Math.max(1, end - now()));
      const content = answer.status < 500 ? parsed(answer.body) : undefined;
      if (secretIsWrong(content)) kept = undefined;
      return verdictOf(content, verification);
    } catch {
      // No secret, no connection, no answer in time: it says nothing of the visitor.
      return 'unknown';
    }
  };
}
