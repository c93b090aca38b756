import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { budgets, connectionLease, gatewayTimeout } from '../../../lambdas/operations/budgets.ts';
import { sendMessage } from '../../../lambdas/operations/send-message.ts';
import { openOffice, type ConnectCall, type Office } from './office.ts';

/** The lease under which one request at a time opens a session's connection, however long it waits for Connect. */

/** Most reads of its session that a request makes while it waits for another's connection: the first, and each look. */
const mostReads = 18;

const message = { ContentType: 'text/plain', Content: 'hello' };

function onlyBearer({ bearers: [bearer] }: Office): NonNullable<typeof bearer> {
  return bearer ?? assert.fail();
}

/** A call whose process is killed meanwhile goes on at Connect, which here takes 100 ms. */
function assertNeverTwoAtOnce(calls: readonly ConnectCall[]): void {
  for (const [index, { at, ended = at + 100 }] of calls.entries())
    for (const later of calls.slice(index + 1))
      assert.ok(ended <= later.at, `a call at ${later.at} beside that of ${at}`);
}

test('however long Connect takes, a request that waits for another looks at its session at most eighteen times', async () => {
  const office = await openOffice({ chats: 1, answersIn: () => undefined });
  const bearer = onlyBearer(office);
  const waiting = 20;
  const answers = Array.from({ length: 1 + waiting }, () => office.process().ask(bearer));
  const began = office.time.now();
  await office.time.run();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  assert.ok(statuses.every((status) => status !== 200));
  assert.ok(office.reads() <= (1 + waiting) * mostReads, `${office.reads()} reads`);
  assert.ok(office.time.now() - began < gatewayTimeout, 'all within what API Gateway waits');
  assertNeverTwoAtOnce(office.calls);
});

test('a request that waits for another shares its answer, also when that takes 27 seconds to come', async () => {
  for (const takes of [0, 500, 5_000, 15_000, 27_000]) {
    let open = Infinity;
    const office = await openOffice({ chats: 1, hasRoom: (now) => now >= open });
    const bearer = onlyBearer(office);
    open = office.time.now() + takes;
    const first = office.process().ask(bearer);
    const second = office.process().ask(bearer);
    await office.time.run();
    const [one, two] = await Promise.all([first, second]);
    assert.deepEqual([one.status, two.status], [200, 200], `${takes} ms`);
    assert.deepEqual(two.body, one.body);
    assert.equal(office.calls.filter(({ outcome }) => outcome === 'accepted').length, 1);
    assertNeverTwoAtOnce(office.calls);
  }
});

test('with random waits, kills and DynamoDB faults, a session never has two calls at once, and the next request continues within the lease', async () => {
  const asked = fc.record({
    at: fc.integer({ min: 0, max: 30_000 }),
    killedAfter: fc.option(fc.integer({ min: 0, max: 28_000 }), { freq: 3 }),
    message: fc.boolean(),
  });
  const weather = fc.record({
    requests: fc.array(asked, { minLength: 1, maxLength: 6 }),
    room: fc.integer({ min: 0, max: 60_000 }),
    /** One call of DynamoDB's after another is lost: as long as that takes, and no longer. */
    outage: fc.option(fc.integer({ min: 0, max: 30_000 })),
    seed: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(weather, async ({ requests, room, outage, seed }) => {
      let begin = Infinity;
      const office = await openOffice({
        chats: 1,
        seed,
        hasRoom: (now) => now >= begin + room,
        storeTakes: (now) => outage === null || now < begin + outage || now >= begin + outage + 100,
      });
      const bearer = onlyBearer(office);
      begin = office.time.now();
      for (const { at, killedAfter, message: sends } of requests)
        office.time.after(at, () => {
          const process = office.process();
          void (sends ? process.ask(bearer, sendMessage, message) : process.ask(bearer));
          if (killedAfter !== null) office.time.after(killedAfter, () => process.kill());
        });
      await office.time.run();
      const connections = office.calls.filter(({ command }) => command === 'CreateParticipantConnection');
      assertNeverTwoAtOnce(connections);

      // Whatever is left behind, a visitor who asks now has a connection as soon as the lease is over.
      begin = -Infinity;
      const again = office.process().ask(bearer);
      const from = office.time.now();
      await office.time.run();
      assert.equal((await again).status, 200);
      assert.ok(office.time.now() - from <= connectionLease + 3_000, `${office.time.now() - from} ms`);
    }),
    { numRuns: 150 },
  );
});

test('a reconnection has its answer before API Gateway gives up, whatever Connect does', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(fc.integer({ min: 1, max: 6_000 })), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      fc.integer(),
      async (takes, room, seed) => {
        let call = 0;
        const answersIn = (): number | undefined => takes[call++ % takes.length] ?? undefined;
        const office = await openOffice({ chats: 1, seed, answersIn, hasRoom: () => room });
        const began = office.time.now();
        const asked = office.process().ask(onlyBearer(office));
        await office.time.run();
        await asked;
        assert.ok(office.time.now() - began <= budgets.connection.deadline);
      },
    ),
    { numRuns: 100 },
  );
});
