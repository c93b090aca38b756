import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countInstructions } from '../../bench/measures/cold-instructions.ts';
import type { Visits } from '../../bench/measures/cold-process.ts';
import { countRequests } from '../../bench/measures/counts.ts';
import { setStage } from '../../bench/stage.ts';
import { systemProgram } from '../support/optional-program.ts';

/**
 * Most instructions of a cold start and its first message, for each of an empty handler's. Loading the AWS SDK would
 * make it five, an import of node:http four.
 */
const budget = 2.5;

test(
  'a cold start stays within its budget of instructions',
  { skip: systemProgram('valgrind').skip },
  async (t) => {
    const stage = await setStage(['own', 'empty']);
    t.after(() => stage.end());
    const counts = await countRequests('own', 'message', stage);
    const visits = { bearers: { own: await stage.startChat('own') }, counts: { own: counts } } as Visits;
    const own = await countInstructions('own', visits, stage);
    const empty = await countInstructions('empty', visits, stage);
    assert.ok(own > empty, 'a cold start is more than nothing');
    assert.ok(own < budget * empty, `${own} instructions are ${(own / empty).toFixed(2)} times ${empty}`);
  },
);
