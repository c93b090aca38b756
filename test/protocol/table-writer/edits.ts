import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { planted } from './opened.ts';
import type { Way } from './people.ts';
import type { Place, Stage } from './stage.ts';
import type { Row } from './table.ts';

/** A row in place of one; undefined deletes it. */
export interface Edit {
  readonly name: string;
  readonly row: Row | undefined;
}

/** What somebody writes, in words and in rows, and what is asked after it. */
export interface Forgery {
  readonly title: string;
  readonly edits: readonly Edit[];
  readonly ways: readonly Way[];
}

/** Every field of every row of one person, each in every wrong way, over each state that the row has been in. */
export function* everyField(stage: Stage, owner: Place['owner']): Generator<Forgery> {
  for (const place of stage.places.filter((one) => one.owner === owner)) {
    const twin = stage.places.find(
      (one) => one.owner !== owner && one.kind === place.kind && one.way === place.way,
    );
    const theirs = twin?.versions.at(-1);
    for (const [state, row, others] of statesOf(place, stage))
      for (const field of fieldsOf(place, theirs))
        for (const [how, value] of valuesFor(field, row[field], theirs?.[field], stage, place)) {
          const { [field]: _, ...rest } = row;
          yield {
            title: `${place.kind} of ${place.way}, ${state}: ${field} ${how}`,
            edits: [
              ...others,
              { name: place.name, row: value === undefined ? rest : { ...rest, [field]: value } },
            ],
            ways: waysTo(place),
          };
        }
  }
}

function fieldsOf(place: Place, theirs: Row | undefined): readonly string[] {
  const all = new Set([...place.versions, theirs ?? {}].flatMap((row) => Object.keys(row)));
  all.delete('pk');
  return [...all];
}

/** The row as it is; rolled back; and a record of the ledger as one whose request has failed, or never came far. */
function* statesOf(place: Place, { places }: Stage): Generator<readonly [string, Row, readonly Edit[]]> {
  const row = place.versions.at(-1) ?? {};
  yield ['as it is', row, []];
  if (place.kind !== 'ledger') {
    const asked = places.find(
      ({ owner, way, kind }) => owner === place.owner && way === place.way && kind === 'ledger',
    );
    if (place.kind === 'session' && asked)
      yield ['as it is, its start in doubt', row, [{ name: asked.name, row: inDoubt(asked) }]];
    for (const [index, version] of place.versions.slice(0, -1).entries())
      yield [`rolled back to its version ${index + 1}`, version, []];
    return;
  }
  const { ambiguous: _, ...others } = inDoubt(place);
  const reopened = { ...others, ambiguous: { N: '0' } };
  yield ['opened again', reopened, []];
  yield ['opened again, in doubt', inDoubt(place), []];
  // What the request has made is forgotten, so that Connect is asked again.
  const made = places.filter(
    ({ owner, way, kind }) => owner === place.owner && way === place.way && kind === 'session',
  );
  if (made.length > 0)
    yield ['opened again, its session gone', reopened, made.map(({ name }) => ({ name, row: undefined }))];
}

/** The record of a request as one that Connect may have carried out. */
function inDoubt({ versions }: Place): Row {
  const { status: _, answer: __, ...open } = versions.at(-1) ?? {};
  return { ...open, state: { S: 'PENDING' }, lease: { N: '0' }, ambiguous: { N: '1' } };
}

function* valuesFor(
  field: string,
  own: AttributeValue | undefined,
  theirs: AttributeValue | undefined,
  { people }: Stage,
  { owner }: Place,
): Generator<readonly [string, AttributeValue | undefined]> {
  const other = owner === 'attacker' ? 'victim' : 'attacker';
  if (theirs) yield [`of the ${other}`, theirs];
  if (own) yield ['gone', undefined];
  if (own) yield ['with a bit flipped', flipped(own)];
  if (own?.B) yield ['cut off', { B: own.B.slice(0, 20) }];
  yield ['made up, as a text', { S: field === 'answer' ? JSON.stringify(plantedAnswer) : planted }];
  yield ['made up, as bytes', { B: Buffer.from(planted.padEnd(64, '.')) }];
  yield ['made up, as a number', { N: '99999999999999' }];
  if (/^(contactId|continuedFrom|value)$/.test(field))
    yield [`the ${other}’s contact`, { S: people[other].contactId }];
}

/** An answer as every operation could read it. */
const plantedAnswer = {
  ContactId: planted,
  ParticipantId: planted,
  ParticipantToken: planted,
  ParticipantCredentials: { ParticipantToken: planted, Expiry: planted },
  AttachmentId: planted,
  UploadMetadata: { Url: planted, UrlExpiry: '2999-01-01T00:00:00.000Z', HeadersToInclude: {} },
  Id: planted,
  AbsoluteTime: planted,
};

export function flipped({ S, N, B, BOOL }: AttributeValue): AttributeValue {
  if (S !== undefined) {
    const at = S.length >> 1;
    return { S: `${S.slice(0, at)}${S[at] === 'x' ? 'y' : 'x'}${S.slice(at + 1)}` };
  }
  if (N !== undefined) return { N: String(Number(N) ^ 1) };
  if (B !== undefined) return { B: B.map((byte, index) => (index === B.length >> 1 ? byte ^ 1 : byte)) };
  return { BOOL: BOOL !== true };
}

/** The requests to which a row matters. */
function waysTo({ kind, way }: Place): readonly Way[] {
  if (kind === 'ledger') return [way];
  if (kind === 'session') return ['start', 'guest', 'session', 'transcript', 'new message', 'connection'];
  if (kind === 'place') return ['queue position'];
  if (kind === 'queue' || kind === 'hours') return ['availability'];
  if (kind === 'bucket') return ['message', 'new message', 'connection'];
  return ['start', 'guest'];
}
