import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { flipped, type Edit } from './edits.ts';
import { planted, type Use } from './opened.ts';
import { ways } from './people.ts';
import type { Stage } from './stage.ts';

/** Rows of all ages and people, mixed at random, and what both people ask after it. */
export interface Mixture {
  readonly edits: readonly Edit[];
  readonly uses: readonly Use[];
}

type Source = (field: string, own: AttributeValue | undefined) => AttributeValue | undefined;

export function mixtures({ places }: Stage): fc.Arbitrary<Mixture> {
  const versions = places.flatMap((place) => place.versions);
  const source: fc.Arbitrary<Source> = fc.oneof(
    // The same field of any row, of any age: most of them fit.
    {
      weight: 6,
      arbitrary: fc.constantFrom(...versions).map(
        (row): Source =>
          (field, own) =>
            row[field] ?? own,
      ),
    },
    {
      weight: 2,
      arbitrary: fc
        .constantFrom(...versions.flatMap((row) => Object.values(row)))
        .map((value) => () => value),
    },
    fc.constant<Source>((_field, own) => own && flipped(own)),
    fc.constant<Source>(() => undefined),
    fc
      .constantFrom<AttributeValue>(
        { S: planted },
        { N: '0' },
        { N: '99999999999999' },
        { S: 'PENDING' },
        { S: 'DONE' },
        { BOOL: true },
      )
      .map((value) => () => value),
  );
  const edit = fc.constantFrom(...places).chain((place) =>
    fc
      .record({
        row: fc.constantFrom(...place.versions, ...versionsOfKind(places, place.kind)),
        changes: fc.array(fc.tuple(fc.constantFrom(...fields(place.versions)), source), { maxLength: 6 }),
        gone: fc.nat(9).map((dice) => dice === 0),
        reopened: fc.boolean(),
      })
      .map(({ row, changes, gone, reopened }): Edit => {
        const written: Record<string, AttributeValue | undefined> = { ...row };
        if (reopened && place.kind === 'ledger')
          Object.assign(written, {
            state: { S: 'PENDING' },
            lease: { N: '0' },
            status: undefined,
            answer: undefined,
          });
        for (const [field, value] of changes) written[field] = value(field, written[field]);
        const present = Object.entries(written).filter(
          (entry): entry is [string, AttributeValue] => entry[1] !== undefined,
        );
        return { name: place.name, row: gone ? undefined : Object.fromEntries(present) };
      }),
  );
  const use = fc.record({
    by: fc.constantFrom('attacker' as const, 'victim' as const),
    way: fc.constantFrom(...ways),
  });
  return fc.record({
    edits: fc.array(edit, { minLength: 1, maxLength: 5 }),
    uses: fc.array(use, { minLength: 1, maxLength: 3 }),
  });
}

function versionsOfKind(
  places: Stage['places'],
  kind: string,
): readonly Stage['places'][number]['versions'][number][] {
  return places.filter((place) => place.kind === kind).flatMap((place) => place.versions);
}

function fields(versions: Stage['places'][number]['versions']): readonly string[] {
  return [...new Set(versions.flatMap((row) => Object.keys(row)))].filter((name) => name !== 'pk');
}
