import assert from 'node:assert/strict';
import { test } from 'node:test';
import { budgets, gatewayTimeout } from '../../../lambdas/operations/budgets.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import type { Bearer } from '../../../lambdas/core/tokens.ts';
import { openOffice, type Office, type Process } from './office.ts';

/** All chats of an instance lose their sockets in the same moment, and Connect takes six connections a second. */

interface Client {
  readonly bearer: Bearer;
  /** Milliseconds after the beginning; undefined: it has given its chat up. */
  back: number | undefined;
  attempts: number;
  longest: number;
}

/** As amazon-connect-chatjs reconnects: three attempts, half a second between the first two, a second more, at random. */
async function reconnect(
  { time }: Office,
  client: Client,
  processes: () => Process,
  random: () => number,
): Promise<void> {
  const began = time.now();
  for (client.attempts = 1; client.attempts <= 3; client.attempts++) {
    const asked = time.now();
    const { status } = await processes().ask(client.bearer);
    client.longest = Math.max(client.longest, time.now() - asked);
    if (status === 200) {
      client.back = time.now() - began;
      return;
    }
    await time.sleep(500 * random() * 2 ** (client.attempts - 1));
  }
}

async function storm(chats: number, processes: 1 | 8 | 'each'): Promise<readonly Client[]> {
  const random = seededRandom(7);
  // Calls reach Connect after 20 to 80 ms: places are used a little early and a little late.
  const office = await openOffice({ chats, seed: chats, answersIn: () => 40 + 120 * random() });
  const several = Array.from({ length: processes === 'each' ? 0 : processes }, () => office.process());
  const pick = (): Process => several[Math.floor(random() * several.length)] ?? office.process();
  const clients = office.bearers.map((bearer): Client => ({
    bearer,
    back: undefined,
    attempts: 0,
    longest: 0,
  }));
  const settled = clients.map((client) => reconnect(office, client, pick, random));
  await office.time.run();
  await Promise.all(settled);
  const calls = office.calls.length;
  const refused = office.calls.filter(({ outcome }) => outcome === 'throttled').length;
  assert.ok(calls <= chats * 1.1 + 10, `${calls} calls, ${refused} of them in vain`);
  return clients;
}

for (const [where, processes] of [
  ['in one process', 1],
  ['over eight processes', 8],
  ['each request in an environment of its own, as in Lambda', 'each'],
] as const)
  test(`500 chats that reconnect at once are all back within 90 seconds, ${where}`, async () => {
    const clients = await storm(500, processes);
    const dead = clients.filter(({ back }) => back === undefined).length;
    assert.equal(dead, 0, `${dead} of ${clients.length} are dead`);
    const last = Math.max(...clients.map(({ back = Infinity }) => back));
    assert.ok(last < 90_000, `the last is back after ${last} ms`);
    const longest = Math.max(...clients.map((client) => client.longest));
    assert.ok(longest <= budgets.connection.deadline && longest < gatewayTimeout, `${longest} ms`);
  });

test('a reconnection does not wait while the quota is not short', async () => {
  const office = await openOffice({ chats: 5 });
  for (const bearer of office.bearers) {
    const asked = office.process().ask(bearer);
    const began = office.time.now();
    await office.time.run();
    const { status, trace } = await asked;
    assert.equal(status, 200);
    assert.equal(trace.absorbedMilliseconds, 0);
    assert.equal(trace.upstreamAttempts, 1);
    assert.ok(office.time.now() - began < 1_000);
  }
});
