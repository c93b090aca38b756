import { isObject } from './json.ts';

/** How a visitor is verified before a chat is started. */
export interface Verification {
  /** Cloudflare Turnstile, or Google reCAPTCHA v3. */
  readonly provider: 'turnstile' | 'recaptcha';
  /** Where the provider checks tokens, if not at its own address. */
  readonly url?: string;
  /** Of a secret in Secrets Manager, or a parameter in SSM, whose whole text is the provider's secret key. */
  readonly secretArn: string;
  /** The host name of the page that the token was made on. */
  readonly hostname: string;
  /** The action that the page names when it asks for a token. */
  readonly action: string;
  /** Of reCAPTCHA: the least score that counts, 0 to 1. Absent: 0.5. */
  readonly score?: number;
  /** What becomes of a start whose token nobody can check. */
  readonly onFailure: 'refuse' | 'admit';
}

/** What is known of a visitor: `unknown` where the provider could not say, or will not with this configuration. */
export type Verdict = 'verified' | 'refused' | 'unknown';

/**
 * Where the providers check tokens.
 * https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 * https://developers.google.com/recaptcha/docs/verify
 */
export const siteverify = {
  turnstile: 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
  recaptcha: 'https://www.google.com/recaptcha/api/siteverify',
} as const;

/** Error codes that blame who asks, or the provider: of the visitor they say nothing. */
const notTheVisitors: ReadonlySet<unknown> = new Set([
  'missing-input-secret',
  'invalid-input-secret',
  'invalid-keys',
  'bad-request',
  'internal-error',
]);

/** Whether the provider knows another secret by now than the one it was asked with. */
export function secretIsWrong(answer: unknown): boolean {
  return errorCodes(answer).includes('invalid-input-secret');
}

/** What the provider's answer of status 200 says. A success of another page, or for another purpose, is none. */
export function verdictOf(
  answer: unknown,
  { provider, hostname, action, score = 0.5 }: Verification,
): Verdict {
  if (!isObject(answer) || typeof answer['success'] !== 'boolean') return 'unknown';
  if (!answer['success'])
    return errorCodes(answer).some((code) => notTheVisitors.has(code)) ? 'unknown' : 'refused';
  const given = answer['score'];
  const human = provider === 'turnstile' || (typeof given === 'number' && given >= score);
  return human && answer['hostname'] === hostname && answer['action'] === action ? 'verified' : 'refused';
}

function errorCodes(answer: unknown): readonly unknown[] {
  const codes = isObject(answer) ? answer['error-codes'] : undefined;
  return Array.isArray(codes) ? codes : [];
}
