import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { scenarios, type ScenarioName } from '../protocol/search/scenarios.ts';
import { search, type Path } from '../protocol/search/search.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { skip, verifierOf, verify } from './spin.ts';
import { bytesOfStep, traceOf } from './trace.ts';

/** The ledger's protocol as a model of its own, gone through by SPIN; and what the real handlers do, held to it. */

test(
  'the model of the ledger has no error in more than a million states, and finds each wrong version',
  { skip },
  async (t) => {
    const folder = temporaryFolder('model');
    const pan = verifierOf('requests.pml', folder, ['-DREQUESTS=2', '-DTRIES=3']);
    const { errors, states, said } = verify(pan, folder);
    t.diagnostic(`${states} states`);
    assert.equal(errors, 0, said);
    assert.ok(states >= 2_021_778, String(states));
    assert.match(said, /assertion violations\s+\+/);
    // One attempt each: fewer states in which to look for the mistake.
    const small = temporaryFolder('model');
    const wrong = verifierOf('requests.pml', small, ['-DREQUESTS=2', '-DTRIES=1']);
    assert.equal(verify(wrong, small).errors, 0);
    const model = readFileSync(new URL('ledger.pml', import.meta.url), 'utf8');
    const versions = model
      .slice(model.indexOf('#define FRESH_TOKEN'), model.indexOf('byte wrong;'))
      .matchAll(/^#define ([A-Z_]+) +(\d+)$/gm);
    let caught = 0;
    for (const [, name = '', number = ''] of versions)
      await t.test(`an assertion catches ${name}`, () => {
        const found = verify(wrong, small, { WRONG: number });
        assert.equal(found.errors, 1, found.said);
        assert.match(found.said, /assertion violated/);
        caught++;
      });
    assert.ok(caught >= 15, String(caught));
  },
);

const traced: Readonly<Partial<Record<ScenarioName, number>>> = {
  'two of a message': 1,
  'two of a message, and one with another body': 1,
  'two of a message, with one attempt each': 2,
  'two of a start': 1,
  'two of an upload': 1,
};

test(
  'the model accepts every schedule of the real handlers, and refuses one that is doctored',
  { skip },
  async (t) => {
    const folder = temporaryFolder('model');
    const pan = verifierOf('trace.pml', folder);
    const traces: Uint8Array[] = [];
    for (const [name, misfortunes] of Object.entries(traced)) {
      const scenario = await scenarios[name as ScenarioName]();
      const atEnd = (_scenario: unknown, path: Path): Promise<undefined> => {
        traces.push(traceOf(path));
        return Promise.resolve(undefined);
      };
      await search({ ...scenario, atEnd }, { misfortunes });
    }
    const play = (bytes: readonly Uint8Array[]): ReturnType<typeof verify> => {
      const file = `${folder}/trace`;
      writeFileSync(file, Buffer.concat(bytes));
      return verify(pan, folder, { TRACE: file });
    };
    const steps = traces.reduce((sum, { length }) => sum + length / bytesOfStep, 0);
    t.diagnostic(`${traces.length} schedules, ${steps} steps`);
    const { errors, said } = play(traces);
    assert.equal(errors, 0, said);
    assert.match(said, new RegExp(`^${steps} steps taken$`, 'm'));
    assert.ok(traces.length > 2_000, String(traces.length));
    const doctored = traces.slice(0, 40).flatMap(doctor);
    assert.ok(doctored.length > 40, String(doctored.length));
    for (const bytes of doctored.slice(0, 40)) assert.equal(play([bytes]).errors, 1, String(bytes));
  },
);

/** Each record that a claim has left behind with another owner; a claim left out where its record is done later. */
function doctor(trace: Uint8Array): Uint8Array[] {
  const steps = Array.from({ length: trace.length / bytesOfStep }, (_, index) =>
    trace.slice(index * bytesOfStep, (index + 1) * bytesOfStep),
  );
  return steps.flatMap((step, index) => {
    const [op, , , state = 255] = step;
    if (op !== 1 || state !== 1) return [];
    const otherOwner = Buffer.concat(steps.with(index, step.with(4, 3)));
    const only = steps.filter(([other]) => other === 1).length === 1;
    const kept = steps.slice(index).some(([later, , , left]) => later === 3 && left === 2);
    return only && kept ? [otherOwner, Buffer.concat(steps.toSpliced(index, 1))] : [otherOwner];
  });
}
