import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError } from '../../../lambdas/core/ports.ts';
import type { Freshness, Reading } from '../../../lambdas/core/reading.ts';
import { UpstreamError } from '../../../lambdas/core/upstream-failure.ts';
import { glance } from '../../../lambdas/operations/budgets.ts';
import { CallFailure } from '../../../lambdas/steps/call-upstream.ts';
import { currentReading, glanceAt } from '../../../lambdas/steps/current-reading.ts';
import { beside } from './connect.ts';
import { now } from './scoped.ts';

const freshness: Freshness = { fresh: 15_000, again: 10_000, usable: 60_000, kept: 3_600_000 };
const down = new StoreError('down');
const defect = new TypeError('ours');
const refused = new CallFailure({ kind: 'throttled' }, 0);

/** A value that was read so long ago, so that nobody may ask for so long from now. */
function reading(value: unknown, age: number, next = 0): Reading {
  return { value: JSON.stringify(value), at: now - age, next: now + next };
}

interface Scene {
  readonly copy?: Reading;
  /** The row, as it is read one time after the other; the last one again. An Error is thrown. */
  readonly rows?: readonly (Reading | Error | undefined)[];
  readonly turn?: boolean | Error;
  readonly answer?: unknown;
  readonly keep?: Error;
  readonly admit?: (age: number | undefined) => boolean;
}

function orFail<T>(value: T | Error): Promise<T> {
  return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
}

/** What is known, what it took, and what has become of the copy. */
async function look({ copy, rows = [], turn = true, answer = 'new', keep, admit }: Scene) {
  const { of, slept } = beside([]);
  const done: unknown[] = [];
  const copies = new Map(copy && [['key', copy]]);
  let reads = 0;
  const readings = {
    copies,
    buckets: new Map<string, never>(),
    store: {
      read: (key: string) => {
        assert.equal(key, 'key');
        return orFail(rows[Math.min(reads++, rows.length - 1)]);
      },
      take: (key: string, what: object) => {
        done.push(['take', key, what]);
        return orFail(turn);
      },
      keep: (key: string, what: object) => {
        done.push(['keep', key, what]);
        return keep ? Promise.reject(keep) : Promise.resolve();
      },
    },
  };
  const subject = { key: 'key', freshness, ask: () => orFail(answer), ...(admit && { admit }) };
  const known = await currentReading(subject, of.request, { ...of.ports, readings });
  return {
    known,
    done,
    slept,
    reads,
    copy: copies.get('key'),
    copied: copies.has('key'),
    trace: of.request.trace,
  };
}

const turn = ['take', 'key', { now, next: now + 10_000, expires: now + 3_600_000 }];
const kept = ['keep', 'key', { value: '"new"', at: now, expires: now + 3_600_000 }];

test('what this process has read lately is told without a look at the table', async () => {
  const copy = reading('own', 14_999);
  const { known, reads, done } = await look({ copy });
  assert.deepEqual([known, reads, done], [{ value: 'own', age: 14_999 }, 0, []]);
});

test('what another process has read lately is told, and copied', async () => {
  const row = reading('row', 14_999);
  const seen = await look({ copy: reading('own', 15_000), rows: [row] });
  assert.deepEqual([seen.known, seen.done], [{ value: 'row', age: 14_999 }, []]);
  assert.equal(seen.copy, row);
});

test('an older row than the copy does not replace it, and one that is as old does', async () => {
  const copy = reading('own', 20_000);
  const older = await look({ copy, rows: [reading('row', 20_001, 1)] });
  assert.deepEqual([older.known, older.copy], [{ value: 'own', age: 20_000 }, copy]);
  const same = reading('row', 20_000, 1);
  assert.equal((await look({ copy, rows: [same] })).copy, same);
  const turns = { at: 0, next: now + 1 };
  assert.equal((await look({ rows: [turns] })).copy, turns);
});

test('Connect is asked by whose turn it is, and its answer is kept for all', async () => {
  for (const rows of [[], [reading('row', 15_000)]]) {
    const { known, done, copy } = await look({ rows });
    assert.deepEqual(known, { value: 'new', age: 0 });
    assert.deepEqual(done, [turn, kept]);
    assert.deepEqual(copy, { value: '"new"', at: now, next: now });
  }
});

test('while it is not, the last reading is told, as long as it is of use', async () => {
  const usable = await look({ rows: [reading('row', 59_999, 1)] });
  assert.deepEqual([usable.known, usable.done, usable.slept], [{ value: 'row', age: 59_999 }, [], []]);
  const taken = await look({ rows: [reading('row', 59_999)], turn: false });
  assert.deepEqual([taken.known, taken.done], [{ value: 'row', age: 59_999 }, [turn]]);
});

test('where none is of use, one looks again until whoever asks has been answered, eight times at most', async () => {
  const asking = reading('row', 60_000, 9_000);
  const answered = await look({ rows: [asking, undefined, reading('other', 0)], turn: false });
  assert.deepEqual(answered.known, { value: 'other', age: 500 });
  assert.deepEqual(answered.slept, [250, 250]);
  const never = await look({ rows: [asking] });
  assert.deepEqual([never.known, never.reads, never.done], [undefined, 8, []]);
  assert.deepEqual(
    never.slept,
    Array.from({ length: 8 }, () => 250),
  );
});

test('nobody waits for an answer that must have failed', async () => {
  const late = await look({ rows: [{ at: 0, next: now + 10_000 - glance.upstream - 1 }] });
  assert.deepEqual([late.known, late.slept], [undefined, []]);
  const just = await look({ rows: [{ at: 0, next: now + 10_000 - glance.upstream }] });
  assert.deepEqual(just.slept, [250]);
});

test('without the table nobody asks, and a defect stays one', async () => {
  const copy = reading('own', 20_000);
  const read = await look({ copy, rows: [down] });
  assert.deepEqual([read.known, read.done], [{ value: 'own', age: 20_000 }, []]);
  const take = await look({ copy, turn: down });
  assert.deepEqual([take.known, take.done], [{ value: 'own', age: 20_000 }, [turn]]);
  const keep = await look({ keep: down });
  assert.deepEqual(keep.known, { value: 'new', age: 0 });
  for (const scene of [{ rows: [defect] }, { turn: defect }, { keep: defect }, { answer: defect }])
    await assert.rejects(look(scene), defect);
});

test('a read that may not be sent is not, by the age of what there is', async () => {
  const ages: unknown[] = [];
  const allow = (age: number | undefined): boolean => ages.push(age) > 0;
  assert.deepEqual((await look({ admit: allow })).known, { value: 'new', age: 0 });
  const refuse = (age: number | undefined): boolean => ages.push(age) < 0;
  const held = await look({ rows: [reading('row', 20_000)], admit: refuse });
  assert.deepEqual([held.known, held.done], [{ value: 'row', age: 20_000 }, []]);
  assert.deepEqual(ages, [undefined, 20_000]);
});

test('where Connect refuses, the last reading is told, and the log says why', async () => {
  const { known, done, trace } = await look({ rows: [reading('row', 20_000)], answer: refused });
  assert.deepEqual([known, done, trace.readFailure], [{ value: 'row', age: 20_000 }, [turn], 'throttled']);
  const none = await look({ answer: refused });
  assert.deepEqual([none.known, none.copied], [undefined, false]);
});

test('a row that somebody has edited tells nothing', async () => {
  const row = { value: 'no JSON', at: now, next: now };
  assert.equal((await look({ rows: [row] })).known, undefined);
});

test('Connect is asked once, and not for long', async () => {
  const { of, sends } = beside([new UpstreamError({ kind: 'ambiguous', detail: 'timeout' })]);
  const input = { InstanceId: 'instance' } as never;
  await assert.rejects(glanceAt('GetCurrentMetricData', input, of.request, of.ports), CallFailure);
  assert.deepEqual(sends, [{ command: 'GetCurrentMetricData', input, timeout: 2_000 }]);
});
