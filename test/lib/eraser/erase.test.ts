import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { createGuest } from '../../../lambdas/operations/create-guest.ts';
import { eraseContact } from '../../../lambdas/operations/erase-contact.ts';
import { getSession } from '../../../lambdas/operations/get-session.ts';
import { sendMessage } from '../../../lambdas/operations/send-message.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { ask } from '../../support/api-request.ts';
import { startChat, voice, type Chat } from '../../support/chat.ts';
import type { LocalApi } from '../../support/local-api.ts';
import { api, receiptsOf, run } from './run.ts';

/** `npm run erase`, on the table that chats have filled. */

/** A chat with a guest and messages. */
async function chatIn(local: LocalApi): Promise<Chat> {
  const chat = await startChat(local, { attributes: voice, clientToken: randomUUID() });
  const { bearer } = chat;
  await ask(local.url, createGuest, { bearer, input: { ParticipantDetails: { DisplayName: 'Eve' } } });
  for (let count = 0; count < 3; count++) {
    const input = { ContentType: 'text/plain', Content: 'Hello', ClientToken: randomUUID() };
    assert.equal((await ask(local.url, sendMessage, { bearer, input })).status, 200);
  }
  return chat;
}

test('erases a chat under way, with all of its records: a scan finds what was there before it', async (t) => {
  const local = await api(t);
  const other = await chatIn(local);
  const before = await local.items();
  const chat = await chatIn(local);
  const ran = await run(local, ['--contact', chat.contactId]);
  assert.equal(ran.code, 0, ran.stderr);
  const counts = { Sessions: 2, LedgerRecords: 5, QueuePositions: 0 };
  const [receipt] = receiptsOf(ran);
  assert.partialDeepStrictEqual(receipt, { ContactId: chat.contactId, ...counts });
  assert.match(ran.stderr, /^… \d+ rows read$/m);
  const names = (items: typeof before): readonly string[] =>
    items
      .map(({ pk }) => pk?.S ?? '')
      .filter((pk) => !/^(contact|bucket)#/.test(pk))
      .toSorted();
  const after = await local.items();
  assert.deepEqual(names(after), names(before));
  assert.ok(!JSON.stringify(after).includes(chat.contactId));
  assert.ok(!JSON.stringify(after).includes(chat.participantId));
  const open = (items: typeof before): string | undefined =>
    items.find(({ pk }) => pk?.S?.startsWith('open#'))?.['open']?.N;
  assert.equal(open(after), open(before));
  assert.equal((await ask(local.url, getSession, { bearer: chat.bearer })).status, 403);
  assert.equal((await ask(local.url, getSession, { bearer: other.bearer })).status, 200);

  const again = await run(local, ['--contact', chat.contactId]);
  assert.equal(again.code, 0);
  assert.deepEqual(receiptsOf(again), [
    { ContactId: chat.contactId, Sessions: 0, LedgerRecords: 0, QueuePositions: 0, QuotaShares: 0 },
  ]);
});

test('after the route, it deletes the records that the route has left; several contacts at once', async (t) => {
  const local = await api(t);
  const [one, two] = [await chatIn(local), await chatIn(local)];
  assert.equal((await ask(local.url, eraseContact, { input: { ContactId: one.contactId } })).status, 200);
  const ran = await run(local, ['--contact', one.contactId, '--contact', two.contactId]);
  assert.deepEqual(
    receiptsOf(ran).map((receipt) => (receipt as { LedgerRecords: number }).LedgerRecords),
    [3, 5],
  );
  assert.ok(!(await local.items()).some(({ pk }) => /^(session|ledger)#/.test(pk?.S ?? '')));
});

test('a session that no row of its contact leads to, as 0.1.0 wrote them, is found by reading the table', async (t) => {
  const local = await api(t);
  const chat = await startChat(local);
  const { DynamoDBClient, DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({ region: 'us-east-1', endpoint: local.dynamodbUrl });
  t.after(() => client.destroy());
  for (const { pk } of await local.items())
    if (pk?.S?.startsWith('contact#'))
      await client.send(new DeleteItemCommand({ TableName: functionDefaults['TABLE_NAME'], Key: { pk } }));
  const ran = await run(local, ['--contact', chat.contactId]);
  assert.partialDeepStrictEqual(receiptsOf(ran), [{ Sessions: 1 }]);
});

test('asks Connect only where it is told to: a chat that is open is ended first; says what has become of it', async (t) => {
  const local = await api(t);
  const { simulator } = local;
  const chat = await chatIn(local);
  const stateOf = ({ contactId }: Chat): string | undefined =>
    simulator.contacts.find(({ ContactId }) => ContactId === contactId)?.State;
  const asked = (operation: string): readonly boolean[] =>
    simulator.calls.filter((call) => call.operation === operation).map(({ applied }) => applied);
  await run(local, ['--contact', chat.contactId]);
  assert.notEqual(stateOf(chat), 'ENDED');
  const open = await run(local, ['--at-connect', '--contact', chat.contactId]);
  assert.equal(open.code, 0, open.stderr);
  assert.partialDeepStrictEqual(receiptsOf(open), [{ Sessions: 0, AtConnect: 'deleted' }]);
  assert.equal(stateOf(chat), 'ENDED');
  const again = await run(local, ['--at-connect', '--contact', chat.contactId]);
  assert.partialDeepStrictEqual(receiptsOf(again), [{ Sessions: 0, AtConnect: 'deleted' }]);
  const none = await run(local, ['--at-connect', '--contact', randomUUID()]);
  assert.partialDeepStrictEqual(receiptsOf(none), [{ Sessions: 0, AtConnect: 'not there' }]);
  assert.equal(none.code, 0);
  assert.deepEqual(asked('StopContact'), [true, false]);
  assert.deepEqual(asked('DeleteContactData'), [true, true]);
});

test('a chat that was transferred is ended where it goes on', async (t) => {
  const local = await api(t);
  const { simulator } = local;
  const chat = await chatIn(local);
  const transferred = await fetch(`${simulator.url}/_simulator/agent/contacts/${chat.contactId}/event`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ Event: 'transfer.succeeded' }),
  });
  assert.ok(transferred.ok);
  const ran = await run(local, ['--at-connect', '--contact', chat.contactId]);
  assert.equal(ran.code, 0, ran.stderr);
  assert.partialDeepStrictEqual(receiptsOf(ran), [{ Sessions: 2, AtConnect: 'deleted' }]);
  const contact = simulator.contacts.find(({ ContactId }) => ContactId === chat.contactId);
  assert.equal(contact?.State, 'ENDED');
});

test('what Connect refuses is told, and the rows are deleted all the same', async (t) => {
  const local = await api(t);
  const chat = await chatIn(local);
  local.simulator.faults.add({ kind: 'deny', operation: 'StopContact' });
  const ran = await run(local, ['--at-connect', '--contact', chat.contactId]);
  assert.equal(ran.code, 1);
  assert.partialDeepStrictEqual(receiptsOf(ran), [{ Sessions: 2 }]);
  assert.match(ran.stdout, /"AtConnect":\{"failure":"[^"]+"\}/);
});

test('what is wrong with the command line is said, and nothing deleted', async (t) => {
  const local = await api(t);
  const chat = await startChat(local);
  const before = await local.items();
  for (const [more, sentence] of [
    [[], /--contact must name the contact/],
    [['--contact', 'a b'], /--contact must be an id/],
    [['--contact', chat.contactId, '--all'], /Unknown option '--all'/],
    [['--contact', chat.contactId, '-c', 'colour=red'], /colour/],
  ] as const) {
    const ran = await run(local, more);
    assert.equal(ran.code, 1);
    assert.match(ran.stderr, sentence);
    assert.match(ran.stderr, /Nothing is deleted/);
    assert.equal(ran.stdout, '');
  }
  const unreachable = await run({ ...local, dynamodbUrl: 'http://127.0.0.1:9' }, [
    '--contact',
    chat.contactId,
  ]);
  assert.equal(unreachable.code, 1);
  assert.match(unreachable.stderr, /Not all is deleted \(ECONNREFUSED\): repeat the command/);
  assert.deepEqual(await local.items(), before);
});

test('npm run erase says what it does', async () => {
  const program = fileURLToPath(new URL('../../../bin/erase.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [program, '--help']);
  assert.match(stdout, /^npm run erase -- .* --contact/);
  for (const option of ['--contact', '--attribute', '--since', '--list', '--at-connect', '--table'])
    assert.match(stdout, new RegExp(option));
});
