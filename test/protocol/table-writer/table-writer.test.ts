import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../support/seeded-random.ts';
import { forgedBearers } from './bearers.ts';
import { everyField, type Edit } from './edits.ts';
import { mixtures } from './mixtures.ts';
import { use, type Use } from './opened.ts';
import { setStage, type Stage } from './stage.ts';

/**
 * Somebody who writes the table, and somebody who makes bearers up: whatever they write, nothing of another's opens.
 * docs/security.md says what is left to them. `PLAYS=10000` makes so many forgeries of each kind, each field of each row
 * among them; a failure prints the seed, with which `SEED=…` has it again.
 */

const plays = Number(process.env['PLAYS'] ?? 60);
const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

suite('Whoever writes to the table', () => {
  let stage: Stage;
  before(async () => {
    stage = await setStage();
  });
  after(() => stage.close());

  /** Writes, asks, and puts the table right. Returns what was opened by it. */
  async function forge(edits: readonly Edit[], uses: readonly Use[]): Promise<readonly string[]> {
    for (const { name, row } of edits) await stage.table.write(name, row);
    const found: string[] = [];
    for (const one of uses) {
      const { opened } = await use(stage, one);
      found.push(...opened.map((what) => `${one.way}: ${what}`));
    }
    await stage.table.restore(stage.rows);
    return found;
  }

  test('opens nothing of another’s by any field of any row, made up, gone, another’s or an older one', async (t) => {
    const random = seededRandom(seed);
    const all = (['attacker', 'victim'] as const).flatMap((by) =>
      [...everyField(stage, by)].map((forgery) => ({ by, ...forgery })),
    );
    assert.ok(all.length > 2_000);
    const share = Math.min(1, plays / all.length);
    const found: string[] = [];
    let count = 0;
    for (const { by, title, edits, ways } of all) {
      if (random() > share) continue;
      count++;
      const opened = await forge(
        edits,
        ways.map((way) => ({ by, way })),
      );
      found.push(...opened.map((what) => `${title}: ${what}`));
    }
    t.diagnostic(`seed ${seed}: ${count} of ${all.length}`);
    assert.deepEqual(found, [], `seed ${seed}`);
  });

  test('opens nothing of another’s by any mixture of rows, old and new', async () => {
    await fc.assert(
      fc.asyncProperty(mixtures(stage), async ({ edits, uses }) => {
        assert.deepEqual(await forge(edits, uses), []);
      }),
      { numRuns: plays, seed },
    );
  });

  test('opens nothing by a bearer that is made up, cut off, mixed, or found in the table', async () => {
    const { url } = stage.api;
    const calls = stage.api.simulator.calls.at(-1);
    await fc.assert(
      fc.asyncProperty(forgedBearers(stage), async (bearer) => {
        const { status } = await fetch(`${url}/session`, { headers: { 'x-amz-bearer': bearer } });
        assert.equal(status, 403);
      }),
      { numRuns: plays, seed },
    );
    assert.equal(stage.api.simulator.calls.at(-1), calls);
    assert.deepEqual(await stage.table.rows(), stage.rows);
  });

  test('has left the people with what they had', async () => {
    for (const by of ['attacker', 'victim'] as const)
      for (const way of ['start', 'session', 'message', 'new message', 'transcript'] as const) {
        const { answer, opened } = await use(stage, { by, way });
        assert.equal(answer.status, 200, `${by}: ${way}: ${JSON.stringify(answer.body)}`);
        assert.deepEqual(opened, []);
      }
  });
});
