import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { test, type TestContext } from 'node:test';
import { ConnectClient, StartChatContactCommand } from '@aws-sdk/client-connect';
import { startChat, voice, type Chat } from '../../support/chat.ts';
import type { LocalApi } from '../../support/local-api.ts';
import { commandLine, contactFlowId, instanceArn } from '../configurations.ts';
import { api, receiptsOf, run, type Ran } from './run.ts';

/** `npm run erase -- --attribute`, which finds a person's chats by Connect's search of contacts. */

const person = 'Ignaz.Zwicky@mail.test';
const attribute = ['--attribute', 'customerEmail'];
const day = 24 * 3_600_000;
const instanceId = instanceArn.split('/').at(-1) ?? '';

const of = (email: string): Record<string, string> => ({ customerEmail: email });
const idsOf = (ran: Ran): readonly string[] =>
  receiptsOf(ran)
    .map((line) => (line as { ContactId: string }).ContactId)
    .toSorted();
const sessionsOf = async (local: LocalApi): Promise<readonly string[]> =>
  (await local.items())
    .flatMap(({ pk, contactId }) => (pk?.S?.startsWith('session#') ? [contactId?.S ?? ''] : []))
    .toSorted();
const contactIds = (chats: readonly Chat[]): readonly string[] =>
  chats.map(({ contactId }) => contactId).toSorted();
const inDays = (days: number, now = Date.now()): string =>
  new Date(now + days * day).toISOString().slice(0, 10);

/** What no line may have, whatever happens. */
function assertUntold({ stdout, stderr }: Ran): void {
  assert.doesNotMatch(stdout + stderr, /ignaz|zwicky|mail\.test/i);
}

/** Starts chats at Connect, past this API. */
async function startAtConnect(
  t: TestContext,
  local: LocalApi,
  count: number,
  InstanceId = instanceId,
): Promise<void> {
  const client = new ConnectClient({ region: 'us-east-1', endpoint: local.simulator.url });
  t.after(() => client.destroy());
  const start = new StartChatContactCommand({
    InstanceId,
    ContactFlowId: contactFlowId,
    ParticipantDetails: { DisplayName: 'Eve' },
    Attributes: of(person),
  });
  for (let left = count; left > 0; left -= 50)
    await Promise.all(Array.from({ length: Math.min(left, 50) }, () => client.send(start)));
}

test('finds the chats of a person over all ranges of time, and erases them in one reading of the table; others and calls are let be', async (t) => {
  const clock = { now: Date.now() - 100 * day };
  const now = (): number => clock.now;
  const local = await api(t, { simulator: { now } });
  const mine = [await startChat(local, { attributes: of(person) })];
  clock.now += 100 * day;
  mine.push(await startChat(local, { attributes: of(person) }));
  const others = [
    await startChat(local, { attributes: of('adam@mail.test') }),
    // Connect's search need not compare letter by letter: the simulated one does not.
    await startChat(local, { attributes: of(person.toLowerCase()) }),
    await startChat(local, { attributes: of(`${person}.au`) }),
    await startChat(local, { attributes: { other: person } }),
    await startChat(local, { attributes: { ...of(person), ...voice } }),
  ];
  const ran = await run(local, attribute, { input: person, now });
  assert.equal(ran.code, 0, ran.stderr);
  assert.deepEqual(idsOf(ran), contactIds(mine));
  for (const receipt of receiptsOf(ran)) assert.partialDeepStrictEqual(receipt, { Sessions: 1 });
  assert.deepEqual(await sessionsOf(local), contactIds(others));
  assert.match(
    ran.stderr,
    /^… 2 contacts let be: the value there is another one\n… 2 contacts with this value/m,
  );
  assert.equal(ran.stderr.match(/searched back to/g)?.length, 15);
  assert.equal(ran.stderr.match(/rows read/g)?.length, 1);
  assertUntold(ran);

  const again = await run(local, attribute, { input: person, now });
  assert.equal(again.code, 0);
  assert.deepEqual(idsOf(again), contactIds(mine));
  for (const receipt of receiptsOf(again)) assert.partialDeepStrictEqual(receipt, { Sessions: 0 });
  assert.deepEqual(await sessionsOf(local), contactIds(others));

  const recent = await run(local, [...attribute, '--since', inDays(-7, now())], {
    input: person,
    now,
  });
  assert.deepEqual(idsOf(recent), contactIds(mine.slice(1)));
});

test('--list prints what is found, of every page, and deletes nothing; more contacts than a person has are refused', async (t) => {
  const local = await api(t);
  const chat = await startChat(local, { attributes: of(person) });
  await startAtConnect(t, local, 129);
  const before = await local.items();
  const listed = await run(local, [...attribute, '--list'], { input: person });
  assert.equal(listed.code, 0, listed.stderr);
  assert.equal(new Set(idsOf(listed)).size, 130);
  const line = receiptsOf(listed).find(
    (found) => (found as Chat & { ContactId: string }).ContactId === chat.contactId,
  );
  assert.partialDeepStrictEqual(line, { InstanceId: instanceId });
  const began = Date.parse((line as { InitiationTimestamp: string }).InitiationTimestamp);
  assert.ok(Math.abs(began - Date.now()) < day);
  assertUntold(listed);

  await startAtConnect(t, local, 371);
  for (const more of [[], ['--list']]) {
    const refused = await run(local, [...attribute, ...more], { input: person });
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /✖ More than 500 contacts .* --since\. Nothing is deleted\./);
    assert.equal(refused.stdout, '');
    assertUntold(refused);
  }
  assert.deepEqual(await local.items(), before);
});

test('asks no faster than Connect lets it', async (t) => {
  const clock = { now: Date.now() };
  const now = (): number => clock.now;
  const local = await api(t, { simulator: { now, quotas: true } });
  await startChat(local, { attributes: of(person) });
  const sleep = async (milliseconds: number): Promise<void> => {
    clock.now += milliseconds;
    await Promise.resolve();
  };
  const ran = await run(local, [...attribute, '--list'], { input: person, now, sleep });
  assert.equal(ran.code, 0, ran.stderr);
  const searches = local.simulator.calls.filter(({ operation }) => operation === 'SearchContacts');
  assert.deepEqual(
    searches.map(({ status }) => status),
    Array(15).fill(200),
  );
});

test('searches every instance, and asks each about its own contacts', async (t) => {
  const local = await api(t);
  const chat = await startChat(local, { attributes: of(person) });
  const second = instanceId.replaceAll('1', '5');
  await startAtConnect(t, local, 1, second);
  const entryPoint = { instanceArn: instanceArn.replace(instanceId, second), contactFlowId };
  const ran = await run(local, ['-c', 'environment=both', '--at-connect', ...attribute], {
    input: person,
    environments: { both: { entryPoints: { second: entryPoint } } },
  });
  assert.equal(ran.code, 0, ran.stderr);
  assert.deepEqual(idsOf(ran), local.simulator.contacts.map(({ ContactId }) => ContactId).toSorted());
  assert.partialDeepStrictEqual(
    receiptsOf(ran).find((receipt) => (receipt as { Sessions: number }).Sessions > 0),
    { ContactId: chat.contactId, AtConnect: 'deleted' },
  );
  assert.ok(local.simulator.contacts.every(({ State }) => State === 'ENDED'));
  assert.ok(local.simulator.calls.every(({ status }) => status === 200));
});

test('a chat that was transferred is one contact: the one that it began with, ended where it goes on', async (t) => {
  const local = await api(t);
  const chat = await startChat(local, { attributes: of(person) });
  const transferred = await fetch(
    `${local.simulator.url}/_simulator/agent/contacts/${chat.contactId}/event`,
    { method: 'POST', body: JSON.stringify({ Event: 'transfer.succeeded' }) },
  );
  assert.ok(transferred.ok);
  const ran = await run(local, ['--at-connect', ...attribute], { input: person });
  assert.deepEqual(idsOf(ran), [chat.contactId]);
  assert.partialDeepStrictEqual(receiptsOf(ran), [{ Sessions: 1, AtConnect: 'deleted' }]);
  assert.equal(local.simulator.contacts[0]?.State, 'ENDED');
});

test('a search that Connect refuses deletes nothing, and says what it takes; throttling is waited out, and an interruption made good by repeating', async (t) => {
  const local = await api(t);
  const { faults } = local.simulator;
  const chat = await startChat(local, { attributes: of(person) });
  const before = await local.items();
  for (const operation of ['SearchContacts', 'GetContactAttributes'] as const)
    for (const [kind, sentence] of [
      ['deny', /takes connect:SearchContacts .* connect:GetContactAttributes/],
      ['invalid', /Connect refuses the search \(InvalidRequestException\)/],
    ] as const) {
      // After some ranges: what was found by then is not deleted either.
      faults.add({ kind, operation, after: operation === 'SearchContacts' ? 3 : 0 });
      const refused = await run(local, attribute, { input: person });
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, sentence);
      assert.match(refused.stderr, /Nothing is deleted\.\n$/);
      assert.equal(refused.stdout, '');
      assertUntold(refused);
    }
  assert.deepEqual(await local.items(), before);
  const interrupted = await run({ ...local, dynamodbUrl: 'http://127.0.0.1:9' }, attribute, {
    input: person,
  });
  assert.equal(interrupted.code, 1);
  assert.match(interrupted.stderr, /Not all is deleted \(ECONNREFUSED\): repeat the command/);
  faults.add({ kind: 'throttle', operation: 'SearchContacts' });
  faults.add({ kind: 'throttle', operation: 'GetContactAttributes' });
  const ran = await run(local, attribute, { input: person });
  assert.equal(ran.code, 0, ran.stderr);
  assert.deepEqual(idsOf(ran), [chat.contactId]);
});

test('where nothing is found, it says why that may be, and fails', async (t) => {
  const local = await api(t);
  await startChat(local, { attributes: of(person.toUpperCase()) });
  const before = await local.items();
  const ran = await run(local, attribute, { input: person });
  assert.equal(ran.code, 1);
  assert.match(
    ran.stderr,
    /✖ Connect's search finds no chat since \d{4}-\d\d-\d\d with this value of customerEmail/,
  );
  assert.equal(ran.stdout, '');
  assertUntold(ran);
  assert.deepEqual(await local.items(), before);
});

test('what is wrong with a search is said, without the value, and Connect is not asked', async (t) => {
  const local = await api(t);
  for (const [more, sentence] of [
    [['--attribute', `customerEmail=${person}`], /--attribute must be the name alone/],
    [[...attribute, person], /What is no option must follow one/],
    [[...attribute, '--contact', instanceId], /--contact and --attribute do not go together/],
    [['--contact', instanceId, '--list'], /--list and --since go with --attribute/],
    [['--contact', instanceId, '--since', inDays(-1)], /--list and --since go with --attribute/],
    [[...attribute, '--since', '2026-02-31'], /--since must be a day of the last two years/],
    [[...attribute, '--since', 'yesterday'], /--since must be a day/],
    [[...attribute, '--since', inDays(-740)], /--since must be a day/],
    [[...attribute, '--since', inDays(2)], /--since must be a day/],
  ] as const) {
    const ran = await run(local, more, { input: person });
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, sentence);
    assert.match(ran.stderr, /Nothing is deleted/);
    assertUntold(ran);
  }
  for (const given of [{}, { input: '' }, { input: person.repeat(6) }]) {
    const ran = await run(local, attribute, given);
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, /✖ The standard input must have the value, a line of 1 to 100 characters/);
    assertUntold(ran);
  }
  assert.deepEqual(local.simulator.calls, []);
});

test('npm run erase reads the value from its standard input, which may stay open', async (t) => {
  const local = await api(t);
  const chat = await startChat(local, { attributes: of(person) });
  const settings = Object.entries(commandLine).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const program = fileURLToPath(new URL('../../../bin/erase.ts', import.meta.url));
  const child = spawn(
    process.execPath,
    [program, ...settings, ...attribute, '--list', '--since', inDays(-1)],
    { env: { ...process.env, AWS_ENDPOINT_URL_CONNECT: local.simulator.url } },
  );
  t.after(() => child.kill());
  child.stdin.write(`${person}\r\n`);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  assert.equal(child.exitCode, 0, stderr);
  assert.deepEqual(idsOf({ code: 0, stdout, stderr }), [chat.contactId]);
  assertUntold({ code: 0, stdout, stderr });
});
