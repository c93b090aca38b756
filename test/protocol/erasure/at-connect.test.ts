import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, suite, test } from 'node:test';
import { eraseContact } from '../../../lambdas/operations/erase-contact.ts';
import type { OperationName } from '../../../local/simulated-connect/operation-names.ts';
import { ask, errorName, type ApiAnswer } from '../../support/api-request.ts';
import { startChat, type Chat } from '../../support/chat.ts';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import { callsOf, clock, lastLine } from '../faults/simulated.ts';

/** DELETE /contacts/{ContactId} with the setting eraseAtConnect. */
suite('An erasure that asks Connect', () => {
  let api: LocalApi;
  let calls = 0;
  const time = clock();
  before(async () => {
    api = await startLocalApi({
      environment: { ERASE_AT_CONNECT: 'true' },
      simulator: { now: time.now },
      ports: time.ports,
    });
  });
  after(() => api.close());
  beforeEach(() => {
    // The breaker of one test's failures is closed again in the next.
    time.forward(60_000);
    calls = api.simulator.calls.length;
  });
  afterEach(() => api.simulator.faults.clear());

  const erase = async (contactId: string): Promise<ApiAnswer> =>
    await ask(api.url, eraseContact, { input: { ContactId: contactId } });
  /** Whether each call that this test has brought about was carried out. */
  const asked = (operation: OperationName): readonly boolean[] =>
    callsOf(
      { ...api, simulator: { ...api.simulator, calls: api.simulator.calls.slice(calls) } },
      operation,
    ).map(({ applied }) => applied);
  const isOpen = ({ contactId }: Chat): boolean =>
    api.simulator.contacts.find(({ ContactId }) => ContactId === contactId)?.State !== 'ENDED';
  const rowsOf = async ({ contactId }: Chat): Promise<number> =>
    (await api.items()).filter((item) => JSON.stringify(item).includes(contactId)).length;
  const openChats = async (): Promise<number> =>
    Number((await api.items()).find(({ pk }) => pk?.S?.startsWith('open#'))?.['open']?.N ?? 0);
  const atConnect = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${api.simulator.url}/_simulator/agent/contacts/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.ok(answer.ok);
  };

  test('ends the chat, has its data deleted, then deletes the rows; a repetition asks for the same', async () => {
    const chat = await startChat(api);
    const open = await openChats();
    const { status, body } = await erase(chat.contactId);
    assert.equal(status, 200);
    assert.partialDeepStrictEqual(body, { Sessions: 1, ContactData: 'REQUESTED' });
    assert.ok(!isOpen(chat));
    assert.equal(await rowsOf(chat), 0);
    assert.equal(await openChats(), open - 1);
    const again = await erase(chat.contactId);
    assert.partialDeepStrictEqual(again.body, { Sessions: 0, ContactData: 'REQUESTED' });
    assert.deepEqual(asked('StopContact'), [true, false]);
    assert.deepEqual(asked('DeleteContactData'), [true, true]);
    assert.equal(await openChats(), open - 1);
  });

  test('ends a chat where it was transferred to, and asks for each of its contacts', async () => {
    const chat = await startChat(api);
    await atConnect(`${chat.contactId}/event`, { Event: 'transfer.succeeded' });
    assert.equal((await erase(chat.contactId)).body['ContactData'], 'REQUESTED');
    assert.ok(!isOpen(chat));
    assert.deepEqual(asked('StopContact'), [false, true]);
    assert.deepEqual(asked('DeleteContactData'), [true, true]);
  });

  test('says that Connect knows no such contact, and asks nothing more about it', async () => {
    const { status, body } = await erase(randomUUID());
    assert.equal(status, 200);
    assert.partialDeepStrictEqual(body, { Sessions: 0, ContactData: 'NOT_FOUND' });
    assert.deepEqual([asked('StopContact'), asked('DeleteContactData')], [[], []]);
  });

  for (const operation of [
    'ListAssociatedContacts',
    'DescribeContact',
    'StopContact',
    'DeleteContactData',
  ] as const)
    for (const [kind, detail] of [
      ['deny', 'denied'],
      ['throttle', 'throttled'],
      ['error', '500'],
      ['reset', 'ECONNRESET'],
    ] as const)
      test(`${operation} with ${kind}: the rows are deleted, the answer is an error that says both, and a repetition completes it`, async () => {
        const chat = await startChat(api);
        const open = await openChats();
        api.simulator.faults.add({ kind, operation, times: 1_000 });
        const { status, headers, body } = await erase(chat.contactId);
        assert.equal(status, 500);
        assert.equal(errorName(headers), 'InternalServiceException');
        assert.match(String(headers.get('retry-after')), /^[1-9]/);
        assert.match(
          String(body['message']),
          /^Amazon Connect has not deleted .*: Sessions 1, LedgerRecords \d/,
        );
        assert.ok(String(body['message']).includes(`(${detail})`), String(body['message']));
        assert.equal(lastLine(api, 'EraseContact')['reason'], `connect: ${detail}`);
        assert.equal(await rowsOf(chat), 0);
        assert.equal(await openChats(), open - 1);
        api.simulator.faults.clear();
        time.forward(60_000);
        assert.partialDeepStrictEqual(await erase(chat.contactId), {
          status: 200,
          body: { Sessions: 0, ContactData: 'REQUESTED' },
        });
        assert.ok(!isOpen(chat));
      });

  test('a failure that passes is repeated within the request', async () => {
    const chat = await startChat(api);
    api.simulator.faults.add({ kind: 'throttle', operation: 'StopContact' });
    api.simulator.faults.add({ kind: 'reset-after-accept', operation: 'DeleteContactData' });
    assert.equal((await erase(chat.contactId)).body['ContactData'], 'REQUESTED');
    assert.ok(!isOpen(chat));
  });
});

for (const [what, early] of [
  // An agent may still be at work on it: StopContact says nothing of that.
  ['a contact that Connect does not yet count as ended', { StopContact: {} }],
  ['a transfer that Connect does not list yet', { ListAssociatedContacts: { ContactSummaryList: [] } }],
] as const)
  test(`${what}: a conflict, with the rows deleted, until it does`, async (t) => {
    const time = clock();
    let answers: Readonly<Record<string, object>> = early;
    const api = await startLocalApi({
      environment: { ERASE_AT_CONNECT: 'true' },
      ports: (live) => ({
        ...time.ports(live),
        upstream: {
          send: async (command, input, timeout) =>
            answers[command]
              ? { output: answers[command] as never, requestId: undefined }
              : await live.upstream.send(command, input, timeout),
        },
      }),
    });
    t.after(() => api.close());
    const chat = await startChat(api);
    if ('ListAssociatedContacts' in early)
      await fetch(`${api.simulator.url}/_simulator/agent/contacts/${chat.contactId}/event`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ Event: 'transfer.succeeded' }),
      });
    const state = (): string | undefined =>
      api.simulator.contacts.find(({ ContactId }) => ContactId === chat.contactId)?.State;
    const erase = (): Promise<ApiAnswer> =>
      ask(api.url, eraseContact, { input: { ContactId: chat.contactId } });
    const first = await erase();
    assert.equal(first.status, 409, first.text);
    assert.equal(errorName(first.headers), 'ConflictException');
    assert.equal(first.headers.get('retry-after'), '60');
    assert.match(String(first.body['message']), /\(it does not count it as ended yet\).*: Sessions 1, /);
    assert.ok(!JSON.stringify(await api.items()).includes(chat.contactId));
    assert.notEqual(state(), 'ENDED');
    answers = {};
    assert.partialDeepStrictEqual(await erase(), { status: 200, body: { ContactData: 'REQUESTED' } });
    assert.equal(state(), 'ENDED');
  });
