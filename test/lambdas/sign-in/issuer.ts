import {
  createHmac,
  generateKeyPairSync,
  randomUUID,
  sign as signWith,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { FetchError } from 'aws-jwt-verify/error';
import type { SignIn } from '../../../lambdas/core/identity.ts';

/** An identity provider with keys of its own, and no network. */
export interface Issuer {
  readonly keys: { readonly rsa: Key; readonly ec: Key; readonly ed: Key };
  /** The URLs at which its keys were asked for. */
  readonly fetched: readonly string[];
  readonly fetcher: { fetch(uri: string): Promise<ArrayBuffer> };
  /** From now on its keys are these; a string is served as it is, an Error thrown. */
  serve(what: readonly Key[] | string | Error): void;
}

export interface Key {
  readonly kid: string;
  readonly algorithm: Algorithm;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

type Algorithm = 'RS256' | 'ES256' | 'EdDSA';

export const signIn: SignIn = {
  issuer: 'https://issuer.example/pool',
  audience: ['chat-page', 'chat-app'],
  claims: {
    displayName: 'name',
    customerId: 'sub',
    attributes: { 'custom:tier': 'tier', email_verified: 'verified' },
  },
  anonymous: false,
};

export function createIssuer(): Issuer {
  const keys = { rsa: newKey('RS256'), ec: newKey('ES256'), ed: newKey('EdDSA') };
  const fetched: string[] = [];
  let served: readonly Key[] | string | Error = Object.values(keys);
  return {
    keys,
    fetched,
    fetcher: {
      async fetch(uri) {
        fetched.push(uri);
        // As a network does, never at once.
        await new Promise(setImmediate);
        if (served instanceof Error) throw served;
        const text = typeof served === 'string' ? served : JSON.stringify({ keys: served.map(published) });
        const bytes = Buffer.from(text);
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
      },
    },
    serve: (what) => {
      served = what;
    },
  };
}

export function unreachable(): Error {
  return new FetchError('https://issuer.example/pool/.well-known/jwks.json', 'connect ETIMEDOUT');
}

export function newKey(algorithm: Algorithm): Key {
  const pair = { RS256: rsa, ES256: ec, EdDSA: ed }[algorithm]();
  return { kid: randomUUID(), algorithm, ...pair };
}

const rsa = (): KeyPair => generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ec = (): KeyPair => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = (): KeyPair => generateKeyPairSync('ed25519');

type KeyPair = Pick<Key, 'privateKey' | 'publicKey'>;

/** As a JWKS has it. */
export function published({ kid, algorithm, publicKey }: Key): JsonWebKey {
  return { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' };
}

/** The claims of a visitor's ID token, good for an hour; undefined leaves one out. */
export function visitor(claims: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: signIn.issuer,
    aud: 'chat-page',
    sub: 'customer-7',
    name: 'Grace Hopper',
    'custom:tier': 'gold',
    email_verified: true,
    iat: now,
    exp: now + 3_600,
    ...claims,
  };
}

export function token(
  claims: Readonly<Record<string, unknown>>,
  key: Key,
  header: Readonly<Record<string, unknown>> = {},
): string {
  const input = unsigned(claims, { alg: key.algorithm, kid: key.kid, ...header });
  const signature = signWith(key.algorithm === 'EdDSA' ? null : 'sha256', Buffer.from(input), {
    key: key.privateKey,
    dsaEncoding: 'ieee-p1363',
  });
  return `${input}.${signature.toString('base64url')}`;
}

/** Signed with HMAC under the key's public half: what a verifier takes that lets the token choose the algorithm. */
export function confusedToken(claims: Readonly<Record<string, unknown>>, key: Key): string {
  const input = unsigned(claims, { alg: 'HS256', kid: key.kid });
  const secret = key.publicKey.export({ type: 'spki', format: 'pem' });
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** Header and claims, without a signature. */
export function unsigned(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>>,
): string {
  return [{ typ: 'JWT', ...header }, claims].map(encoded).join('.');
}

export function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
