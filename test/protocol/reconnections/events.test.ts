import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sendEvent } from '../../../lambdas/operations/send-event.ts';
import { openOffice, type Asked, type Office, type Process } from './office.ts';

/** Typing events and receipts: what one of them has said is not said again, and its answer is the same. */

const type = 'application/vnd.amazonaws.connect.event.';
const typing = { ContentType: `${type}typing` };

function receipt(kind: 'delivered' | 'read', messageId: string): Readonly<Record<string, unknown>> {
  return { ContentType: `${type}message.${kind}`, Content: JSON.stringify({ messageId }) };
}

interface Scene {
  readonly office: Office;
  readonly say: (event: Readonly<Record<string, unknown>>, by?: Process, of?: number) => Promise<Asked>;
  readonly sent: () => number;
}

async function scene(options: Partial<Parameters<typeof openOffice>[0]> = {}): Promise<Scene> {
  const office = await openOffice({ chats: 2, ...options });
  const process = office.process();
  const before = office.calls.length;
  return {
    office,
    say: (event, by = process, of = 0) => by.ask(office.bearers[of] ?? assert.fail(), sendEvent, event),
    sent: () => office.calls.slice(before).filter(({ command }) => command === 'SendEvent').length,
  };
}

async function done<T>({ time }: Office, asked: Promise<T>): Promise<T> {
  await time.run();
  return await asked;
}

test('typing is sent at most once in ten seconds of a session, and each answer is one that Connect has given', async () => {
  const times = fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(times, async (all) => {
      const { office, say } = await scene();
      const began = office.time.now();
      const answers: Promise<Asked>[] = [];
      for (const at of all) office.time.after(at, () => void answers.push(say(typing)));
      await office.time.run();
      const sent = office.calls.map(({ at }) => at - began);
      for (const [index, at] of sent.entries())
        assert.ok(index === 0 || at - (sent[index - 1] ?? 0) >= 10_000, sent.join());
      // None is given up that the others do not see: the last ten seconds of typing were told.
      for (const at of all) assert.ok(sent.some((told) => told >= at - 10_000 && told <= at + 10));
      const ids = new Set((await Promise.all(answers)).map(({ body }) => (body as { Id: string }).Id));
      assert.equal(ids.size, sent.length);
    }),
    { numRuns: 100 },
  );
});

test('each session has its own typing event, and a process that has sent none yet sends one', async () => {
  const { office, say, sent } = await scene();
  await done(office, say(typing));
  await done(office, say(typing, undefined, 1));
  assert.equal(sent(), 2);
  await done(office, say(typing, office.process()));
  assert.equal(sent(), 3);
});

test('typing that was not sent is not remembered', async () => {
  const { office, say, sent } = await scene({ answersIn: () => undefined });
  const first = await done(office, say(typing));
  assert.equal(first.status, 500);
  const second = await done(office, say(typing));
  assert.equal(second.status, 500);
  assert.equal(sent(), 2);
});

test('a receipt for a message that has one, or for an earlier message, gets the answer of the latest receipt', async () => {
  const { office, say, sent } = await scene();
  for (const messageId of ['one', 'two', 'three'])
    for (const kind of ['delivered', 'read'] as const)
      assert.equal((await done(office, say(receipt(kind, messageId)))).status, 200);
  assert.equal(sent(), 6);
  const latest = await done(office, say(receipt('read', 'three')));
  for (const again of [
    receipt('read', 'one'),
    receipt('read', 'two'),
    receipt('delivered', 'three'),
    receipt('delivered', 'one'),
  ])
    assert.deepEqual((await done(office, say(again))).body, latest.body);
  assert.equal(sent(), 6);
});

test('a read receipt is sent after a delivered receipt of the same message', async () => {
  const { office, say, sent } = await scene();
  await done(office, say(receipt('delivered', 'one')));
  await done(office, say(receipt('read', 'one')));
  assert.equal(sent(), 2);
});

test('of receipts that come while one is under way, only the last is sent, and all get its answer', async () => {
  const { office, say, sent } = await scene();
  const asked: Promise<Asked>[] = [];
  for (const [index, messageId] of ['one', 'two', 'three', 'four', 'five'].entries())
    office.time.after(20 * index, () => void asked.push(say(receipt('read', messageId))));
  await office.time.run();
  const [first, ...others] = await Promise.all(asked);
  assert.equal(sent(), 2);
  assert.equal(first?.status, 200);
  const bodies = new Set(others.map(({ body }) => JSON.stringify(body)));
  assert.equal(bodies.size, 1);
  assert.ok(!bodies.has(JSON.stringify(first.body)));
  const last = await done(office, say(receipt('read', 'three')));
  assert.deepEqual(last.body, others[0]?.body);
  assert.equal(sent(), 2);
});

test('an event that would not be sent again is still refused when the session is over', async () => {
  const { office, say } = await scene();
  await done(office, say(typing));
  const [id = ''] = office.ids;
  office.sessions.write(id, { ...(office.sessions.row(id) ?? assert.fail()), ended: true });
  assert.equal((await done(office, say(typing))).status, 403);
});

test('an event that is not sent again costs one read and no write', async () => {
  const { office, say } = await scene();
  await done(office, say(typing));
  const reads = office.reads();
  const { trace } = await done(office, say(typing));
  assert.equal(office.reads() - reads, 1);
  assert.equal(trace.upstreamAttempts, 0);
  assert.equal(trace.covered, true);
});
