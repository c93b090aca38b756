import fc from 'fast-check';
import type { Stage } from './stage.ts';

/** What is no session's bearer: bits of real ones in other places, and whatever the table and the answers have in its form. */
export function forgedBearers({ people, places, tokens }: Stage): fc.Arbitrary<string> {
  const real = Object.values(people).flatMap(({ secrets }) => secrets.filter(isBearer));
  const stored = places
    .flatMap(({ versions }) => versions.flatMap((row) => Object.values(row)))
    .flatMap(({ S, B }) => (S === undefined ? (B ? [Buffer.from(B).toString('base64url')] : []) : [S]))
    .flatMap((text) => [text, text.replace(/^.*#/, ''), text.slice(0, 43)]);
  const one = fc.constantFrom(...real);
  const byte = fc.nat(31);
  const forged = fc.oneof(
    fc.tuple(one, byte, fc.nat(7)).map(([bearer, at, bit]) => changed(bearer, at, (old) => old ^ (1 << bit))),
    fc.tuple(one, byte, fc.nat(255)).map(([bearer, at, value]) => changed(bearer, at, () => value)),
    fc
      .tuple(one, one, byte)
      .map(
        ([a, b, at]) =>
          bytes(a).subarray(0, at).toString('latin1') + bytes(b).subarray(at).toString('latin1'),
      )
      .map((text) => Buffer.from(text, 'latin1').toString('base64url')),
    fc.tuple(one, fc.nat(43)).map(([bearer, length]) => bearer.slice(0, length)),
    fc
      .tuple(one, fc.constantFrom('A', '=', ' ', '\t', '.', ',', bearerOf(0)))
      .map(([bearer, more]) => bearer + more),
    one.map((bearer) => Buffer.from([...bytes(bearer)].toReversed()).toString('base64url')),
    one.map((bearer) => bearer.toLowerCase()),
    fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((random) => Buffer.from(random).toString('base64url')),
    fc.constantFrom(...stored, ...tokens.keys(), ...Object.values(people).map(({ contactId }) => contactId)),
  );
  return forged.filter((bearer) => !real.includes(bearer.trim()) && /^[\t\x20-\x7e]*$/.test(bearer));
}

function isBearer(secret: string): boolean {
  return /^[\w-]{43}$/.test(secret);
}

function bearerOf(value: number): string {
  return Buffer.alloc(32, value).toString('base64url');
}

function bytes(bearer: string): Buffer {
  return Buffer.from(bearer, 'base64url');
}

function changed(bearer: string, at: number, change: (old: number) => number): string {
  const all = bytes(bearer);
  all[at] = change(all[at] ?? 0);
  return all.toString('base64url');
}
