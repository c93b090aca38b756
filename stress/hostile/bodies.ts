import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { pathMembers } from '../../lambdas/operations/operation.ts';
import { arbitraryOf } from '../../test/support/arbitrary-input.ts';
import { shapeCases } from '../../test/support/shape-cases.ts';
import { validInput } from '../../test/support/valid-input.ts';
import { ownText } from './request.ts';

/** Bodies of an operation: valid ones, each bound of each member, what JSON can be bent to, and what is none. */
export function bodies(operation: Operation): fc.Arbitrary<Uint8Array> {
  const inPath = pathMembers(operation);
  const cases = [...shapeCases(operation)].map(({ input }) => text(without(input, inPath)));
  return fc
    .oneof(
      { weight: 5, arbitrary: nearly(operation).map((input) => text(without(input, inPath))) },
      { weight: 4, arbitrary: fc.constantFrom(...(cases.length > 0 ? cases : ['{}'])) },
      { weight: 3, arbitrary: arbitraryOf(operation.input).map(text) },
      { weight: 4, arbitrary: nearly(operation).chain((input) => bent(text(without(input, inPath)))) },
      { weight: 1, arbitrary: fc.jsonValue().map(text) },
    )
    .map((json) => Buffer.from(json)) as fc.Arbitrary<Uint8Array>;
}

/** The same bytes otherwise encoded, broken, or others. */
export function bytes(body: Uint8Array): fc.Arbitrary<Uint8Array> {
  const { length } = body;
  return fc.oneof(
    { weight: 14, arbitrary: fc.constant(body) },
    { weight: 1, arbitrary: fc.constant(Buffer.from(Buffer.from(body).toString(), 'utf16le')) },
    { weight: 1, arbitrary: fc.constant(Buffer.from(Buffer.from(body).toString(), 'latin1')) },
    { weight: 1, arbitrary: fc.constant(Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body])) },
    { weight: 1, arbitrary: fc.constant(gzipSync(body)) },
    { weight: 1, arbitrary: fc.nat(length).map((end) => body.slice(0, end)) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(fc.nat(Math.max(0, length - 1)), fc.nat(255)), { maxLength: 5 })
        .map((flips) => {
          const broken = Uint8Array.from(body);
          for (const [at, value] of flips) if (at < length) broken[at] = value;
          return broken;
        }),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
}

/** A valid input with texts that tell whose they are, and some members replaced. */
function nearly(operation: Operation): fc.Arbitrary<Record<string, unknown>> {
  const { members } = operation.input;
  const replaced = fc.record(
    Object.fromEntries(Object.entries(members).map(([name, shape]) => [name, arbitraryOf(shape)])),
    { requiredKeys: [] },
  );
  return fc
    .tuple(replaced, fc.uuid({ version: 4 }), fc.nat(4), fc.string({ maxLength: 12 }))
    .map(([others, uuid, dice, end]) => ({
      ...validInput(operation),
      ...('ClientToken' in members && { ClientToken: uuid }),
      ...('Content' in members && operation.name === 'SendMessage' && { Content: ownText + end }),
      ...('Attributes' in members && { Attributes: { said: ownText + end } }),
      ...(operation.name.startsWith('StartChat') && { ParticipantDetails: { DisplayName: ownText } }),
      // The asker's contact is a WebRTC one, as guests may join it.
      ...(operation.name === 'CreateParticipant' && {
        ParticipantDetails: { ParticipantRole: 'CUSTOMER', DisplayName: ownText },
      }),
      ...(operation.name === 'GetAttachment' && { AttachmentId: '{attachment}' }),
      ...(operation.name === 'CompleteAttachmentUpload' && { AttachmentIds: ['{upload}'] }),
      ...Object.fromEntries(
        Object.entries(others).filter((_member, index) => dice > 0 && index % 4 === dice % 4),
      ),
    }));
}

/** JSON that one parser takes otherwise than another, or not at all. */
function bent(json: string): fc.Arbitrary<string> {
  const add = (member: string): string => json.replace(/\}$/, `${json === '{}' ? '' : ','}${member}}`);
  const first = /"(\w+)":/.exec(json)?.[1] ?? 'a';
  return fc.oneof(
    fc.constantFrom(
      add(`${JSON.stringify(first)}:null`),
      add(`${JSON.stringify(first)}:{"a":1}`),
      add('"__proto__":{"ClientToken":"polluted","isAdmin":true}'),
      add('"constructor":{"prototype":{"polluted":true}}'),
      add('"toString":1,"valueOf":1,"hasOwnProperty":1'),
      add('"a\\u0000b":1'),
      json.replace(/:"([^"]*)"/, String.raw`:"\ud800"`),
      json.replace(/:"([^"]*)"/, String.raw`:"\udc00\ud800"`),
      json.replace(/:"([^"]*)"/, String.raw`:"a\u0000b"`),
      json.replace(/:"([^"]*)"/, ':"a\u0000b"'),
      json.replace(/:("[^"]*"|\d+)/, ':1e999'),
      json.replace(/:("[^"]*"|\d+)/, ':-0'),
      json.replace(/:("[^"]*"|\d+)/, ':9007199254740993'),
      json.replace(/:("[^"]*"|\d+)/, ':1e-999'),
      json.replace(/:("[^"]*"|\d+)/, `:${'9'.repeat(4_000)}`),
      json.replace(/:("[^"]*"|\d+)/, ':NaN'),
      json.replace(/\}$/, ',}'),
      `${json}${json}`,
      `${json}\u0000`,
      `[${json}]`,
      `/* a */${json}`,
      `)]}',\n${json}`,
      JSON.stringify(json),
      json.replaceAll('"', "'"),
      '',
      ' ',
      'null',
    ),
    fc.nat(json.length).map((end) => json.slice(0, end)),
    fc.integer({ min: 20, max: 30_000 }).map((depth) => add(`"a":${'['.repeat(depth)}${']'.repeat(depth)}`)),
    fc
      .integer({ min: 20, max: 8_000 })
      .map((depth) => json.replace(/:("[^"]*"|\d+)/, `:${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)),
    fc
      .integer({ min: 65_000, max: 72_000 })
      .map((size) => json + ' '.repeat(Math.max(0, size - json.length))),
    fc
      .integer({ min: 1_000, max: 66_000 })
      .map((size) => json.replace(/:"([^"]*)"/, `:"${'ö'.repeat(size)}"`)),
  );
}

function text(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function without(
  input: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));
}
