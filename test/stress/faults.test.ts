import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { startDynamoDb } from '../../local/dynamodb.ts';
import { functionDefaults } from '../../local/settings.ts';
import { createHttp } from '../../stress/clients/http.ts';
import { faultCases, type FaultCase } from '../../stress/faults/cases.ts';
import { createStrikes, type Fault } from '../../stress/faults/fault.ts';
import { makeFunctions } from '../../stress/faults/functions.ts';
import { openLane, type Lane } from '../../stress/faults/lane.ts';
import { runCase } from '../../stress/faults/run.ts';
import { story } from '../../stress/faults/story.ts';
import { isSound } from '../../stress/judge/history.ts';
import { watchStalls } from '../../stress/world/stalls.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const now = (): number => performance.now();
const half = (): number => 0.5;

test('there are at least 40 scenarios, each with a name of its own', () => {
  const names = faultCases.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  assert.ok(names.length >= 40);
});

suite('What happens to calls', () => {
  const fault: Fault = {
    way: 'connect',
    calls: ['SendMessage'],
    does: 'reset',
    when: 'after',
    passing: 1,
    times: 2,
  };
  test('passes some, befalls as many as it says, and no others', () => {
    const strikes = createStrikes([fault], half, () => 0);
    const befallen = ['SendEvent', ...Array<string>(5).fill('SendMessage')].map(
      (call) => strikes.next('connect', call)?.does,
    );
    assert.deepEqual(befallen, [undefined, undefined, 'reset', 'reset', undefined, undefined]);
    assert.equal(strikes.next('dynamodb', 'SendMessage'), undefined);
    assert.equal(strikes.struck, 2);
  });

  test('goes on for a time, from the first call on', () => {
    let now = 5_000;
    const { passing: _, times: __, ...rest } = fault;
    const strikes = createStrikes([{ ...rest, lasting: 1_000 }], half, () => now);
    assert.ok(strikes.next('connect', 'SendMessage'));
    now += 1_000;
    assert.ok(strikes.next('connect', 'SendMessage'));
    now += 1;
    assert.equal(strikes.next('connect', 'SendMessage'), undefined);
  });

  test('ends with a calm', () => {
    const strikes = createStrikes([{ ...fault, passing: 0 }], half, () => 0);
    strikes.calm();
    assert.equal(strikes.next('connect', 'SendMessage'), undefined);
  });
});

suite('A few scenarios of npm run stress -- faults', () => {
  const stalls = watchStalls(now);
  const http = createHttp(now);
  const ending: (() => Promise<void>)[] = [];
  let lane: Lane;

  before(async () => {
    process.env['AWS_ACCESS_KEY_ID'] ??= functionDefaults['AWS_ACCESS_KEY_ID'];
    process.env['AWS_SECRET_ACCESS_KEY'] ??= functionDefaults['AWS_SECRET_ACCESS_KEY'];
    const folder = temporaryFolder('faults');
    const functions = await makeFunctions(folder);
    const dynamodb = await startDynamoDb();
    ending.push(() => dynamodb.close());
    lane = await openLane({
      number: 0,
      dynamodb: dynamodb.url,
      functions,
      folder,
      now,
      complaint: assert.fail,
    });
    ending.push(() => lane.close());
  });
  after(async () => {
    stalls.stop();
    http.close();
    for (const end of ending.toReversed()) await end();
  });

  async function played(one: FaultCase): Promise<Awaited<ReturnType<typeof runCase>>> {
    return await runCase(lane, one, 1, { http, now, stalls, signal: new AbortController().signal });
  }

  for (const name of ['message-reset-after-accept', 'table-acknowledgements-lost', 'double-clicks'])
    test(`holds: ${name}`, async () => {
      const one = faultCases.find((candidate) => candidate.name === name);
      assert.ok(one);
      const run = await played(one);
      assert.ok(run.struck > 0);
      assert.ok(isSound(run.verdict), story(run));
    });

  test('a Connect that carries each message out twice is found out', async () => {
    const run = await played({
      name: 'forgetful',
      // With another ClientToken, nobody can tell that it is the same message.
      faults: [{ way: 'connect', calls: ['SendMessage'], does: 'forget', when: 'before' }],
      acts: { messages: 1 },
    });
    assert.equal(run.verdict.doubled.length, 1, story(run));
    assert.match(
      story(run),
      /--only forgetful --seed 1\n  doubled: forgetful 1, message 1 is at Connect twice/,
    );
  });
});
