import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerJson, readBody } from '../simulated-connect/json-http.ts';
import { isRecord } from '../simulated-connect/validation.ts';

/**
 * A CAPTCHA provider on this machine, in the shapes of Turnstile and of reCAPTCHA v3, and the secret that it is asked
 * with, in those of Secrets Manager and of SSM.
 *
 * https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 * https://developers.google.com/recaptcha/docs/verify
 */
export interface SimulatedVerification {
  /** Of the server, which is the endpoint of both secret stores as well. */
  readonly url: string;
  /** The provider's address by its name. */
  readonly siteverify: Readonly<Record<'turnstile' | 'recaptcha', string>>;
  /** The secret; another one is a rotation. */
  secret: string;
  /** Makes a token as a script gives it to a page. */
  token(solved?: Partial<Solved>): string;
  /** What is done instead of answering as the provider would, until it is undefined again. */
  fault: Fault | undefined;
  /** Every question about a token, without the secret. */
  readonly asked: Readonly<Record<string, string>>[];
  /** How often a store was asked for the secret. */
  readonly fetched: readonly string[];
  close(): Promise<void>;
}

/** What a visitor did for a token. */
export interface Solved {
  readonly hostname: string;
  readonly action: string;
  /** Of reCAPTCHA. */
  readonly score: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly body: string }
  | { readonly kind: 'silence' }
  | { readonly kind: 'no-secret' };

function refuse(code: string): object {
  return { success: false, 'error-codes': [code] };
}

/** The token of Cloudflare's test keys, which is good for any question: for pages without a provider's script. */
export const testToken = 'XXXX.DUMMY.TOKEN.XXXX';

/** Milliseconds for which a token is good. */
const lives = { turnstile: 300_000, recaptcha: 120_000 } as const;

const maxBodyBytes = 64 * 1024;

export async function startSimulatedVerification(
  now: () => number = Date.now,
): Promise<SimulatedVerification> {
  const tokens = new Map<string, Solved>();
  /** Under which key a token was taken. */
  const used = new Map<string, string>();
  const asked: Record<string, string>[] = [];
  const fetched: string[] = [];

  function verdict(
    provider: 'turnstile' | 'recaptcha',
    { secret, response, idempotency_key }: Record<string, string>,
  ): object {
    if (!secret) return refuse('missing-input-secret');
    if (secret !== simulated.secret) return refuse('invalid-input-secret');
    if (!response) return refuse('missing-input-response');
    const solved = response === testToken ? { ...solvedNow(), at: now() } : tokens.get(response);
    if (!solved) return refuse('invalid-input-response');
    const key = provider === 'turnstile' ? (idempotency_key ?? randomUUID()) : randomUUID();
    const again = used.get(response) !== undefined && used.get(response) !== key && response !== testToken;
    if (again || solved.at + lives[provider] < now()) return refuse('timeout-or-duplicate');
    used.set(response, key);
    const { hostname, action, score } = solved;
    const common = { success: true, challenge_ts: new Date(solved.at).toISOString(), hostname, action };
    return provider === 'turnstile'
      ? { ...common, 'error-codes': [], cdata: '', metadata: { interactive: false } }
      : { ...common, score };
  }

  function solvedNow(): Solved {
    return { hostname: 'localhost', action: 'chat', score: 0.9, at: now() };
  }

  async function siteverify(
    provider: 'turnstile' | 'recaptcha',
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const members = Object.fromEntries(
      new URLSearchParams((await readBody(request, maxBodyBytes)).toString()),
    );
    const { secret: _, ...shown } = members;
    asked.push(shown);
    const { fault } = simulated;
    if (fault?.kind === 'silence') return;
    if (fault?.kind === 'status') {
      response.writeHead(fault.status, {
        'content-type': 'application/json',
        location: `${simulated.url}/elsewhere`,
      });
      response.end(fault.body);
      return;
    }
    answerJson(response, 200, verdict(provider, members));
  }

  async function secretStore(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = String(request.headers['x-amz-target'] ?? '');
    const body: unknown = JSON.parse((await readBody(request, maxBodyBytes)).toString() || '{}');
    const members = isRecord(body) ? body : {};
    fetched.push(target);
    if (simulated.fault?.kind === 'no-secret')
      answerJson(response, 400, { __type: 'ResourceNotFoundException', message: 'It does not exist' });
    else if (target === 'secretsmanager.GetSecretValue' && typeof members['SecretId'] === 'string')
      answerJson(response, 200, {
        ARN: members['SecretId'],
        Name: 'captcha',
        SecretString: simulated.secret,
      });
    else if (target === 'AmazonSSM.GetParameter' && members['WithDecryption'] === true)
      answerJson(response, 200, {
        Parameter: { Name: 'captcha', Type: 'SecureString', Value: simulated.secret },
      });
    else answerJson(response, 400, { __type: 'ValidationException', message: 'What is asked for?' });
  }

  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    const answer =
      request.method !== 'POST'
        ? undefined
        : path === '/turnstile/v0/siteverify'
          ? siteverify('turnstile', request, response)
          : path === '/recaptcha/api/siteverify'
            ? siteverify('recaptcha', request, response)
            : path === '/'
              ? secretStore(request, response)
              : undefined;
    if (answer) answer.catch(() => response.destroy());
    else answerJson(response, 404, { message: 'Not found' });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const simulated: SimulatedVerification = {
    url,
    siteverify: { turnstile: `${url}/turnstile/v0/siteverify`, recaptcha: `${url}/recaptcha/api/siteverify` },
    secret: randomUUID(),
    token(solved) {
      const token = `0.${randomUUID()}`;
      tokens.set(token, { ...solvedNow(), ...solved });
      return token;
    },
    fault: undefined,
    asked,
    fetched,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return simulated;
}
