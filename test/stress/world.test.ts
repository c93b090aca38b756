import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { messageBody } from '../../stress/clients/bodies.ts';
import { gather } from '../../stress/clients/crowd.ts';
import { createHttp } from '../../stress/clients/http.ts';
import type { Visitor } from '../../stress/clients/visitor.ts';
import { fullestWindow } from '../../stress/judge/windows.ts';
import type { Stage } from '../../stress/scenario.ts';
import { recordCalls } from '../../stress/world/call-record.ts';
import { startWorld, type World } from '../../stress/world/world.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const people = 4;

/** Of its API processes: two are wrong by a minute and a half. */
const clocks = [90_000, 0, -90_000];

const ending = new AbortController();
const stage: Stage = {
  seed: 1,
  random: seededRandom(1),
  quick: true,
  signal: ending.signal,
  progress: { step: () => undefined },
  show: () => undefined,
};

suite('A short run over real processes', () => {
  let world: World;
  let visitors: readonly Visitor[];
  const http = createHttp(() => performance.now());

  before(async () => {
    world = await startWorld({ instances: 3, clocks, signal: ending.signal });
    visitors = await gather({ stage, world, http }, people);
  });
  after(async () => {
    http.close();
    await world.close();
  });

  test('has as many API processes as it was asked for, and they tell what they have in memory', async () => {
    assert.equal(world.urls.length, clocks.length);
    const heaps = await world.heaps();
    assert.equal(heaps.length, clocks.length);
    for (const bytes of heaps) assert.ok(bytes > 1_000_000, String(bytes));
  });

  test('sees every call that reaches Connect', async () => {
    const record = recordCalls(world.control);
    const sent = await Promise.all(
      visitors.map((visitor) => visitor.post('/participant/message', messageBody(visitor.address))),
    );
    assert.deepEqual(
      sent.map(({ status }) => status),
      sent.map(() => 200),
    );
    const calls = (await record.all()).filter(({ operation }) => operation === 'SendMessage');
    record.stop();
    assert.equal(calls.length, people);
    assert.equal(
      fullestWindow(
        calls.map(({ at }) => at),
        60_000,
      ).calls,
      people,
    );
  });

  test('lets no process with a wrong clock keep the others from reading', async () => {
    const read: number[] = [];
    for (let round = 0; round < 4; round++)
      for (const visitor of visitors) read.push((await visitor.post('/participant/transcript', {})).status);
    assert.deepEqual(
      read,
      read.map(() => 200),
    );
  });

  test('brings everybody back whose socket is cut', async () => {
    for (const visitor of visitors) visitor.cut();
    assert.ok(visitors.every(({ isOpen }) => !isOpen));
    const back = await Promise.all(visitors.map((visitor) => visitor.connect()));
    assert.deepEqual(
      back,
      visitors.map(() => ({ state: 'connected', by: '200' })),
    );
    assert.ok(visitors.every(({ isOpen }) => isOpen));
  });

  test('tells of a chat that has ended', async () => {
    const [visitor] = visitors;
    assert.ok(visitor);
    visitor.cut();
    const { status } = await visitor.post('/participant/disconnect', {});
    assert.equal(status, 200);
    assert.deepEqual(await visitor.connect(), { state: 'ended', by: '403' });
  });

  test('notices nothing that failed', () => {
    assert.deepEqual([...world.lines.failures], []);
    assert.equal(world.complaints(), '');
  });
});

test('a run that is broken off ends what it has started, and leaves nothing behind', async (t) => {
  const folder = temporaryFolder('stress');
  const program = fileURLToPath(new URL('../../stress/main.ts', import.meta.url));
  const child = spawn(process.execPath, [program, 'soak', '--quick'], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stderr.setEncoding('utf8');
  for await (const text of child.stderr as AsyncIterable<string>) {
    said += text;
    if (said.includes('visitors come') && !child.killed) child.kill('SIGINT');
  }
  if (child.exitCode === null) await once(child, 'exit');
  assert.equal(child.exitCode, 130, said);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith('connect-chat-bff')),
    [],
  );
});
