import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { StoreError, type Ports } from '../../../lambdas/core/ports.ts';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import { message, newChat, post, type ApiCall } from '../../support/api-call.ts';
import { sigV4 } from '../../support/api-request.ts';
import type { LocalApi } from '../../support/local-api.ts';
import { apiFor, callsOf, clock, lastLine } from './simulated.ts';

/** Connect has made a participant, and DynamoDB does not take the session's row. */

/** What becomes of an attempt to write a session's row. */
interface Write {
  readonly applied: boolean;
  readonly answered: boolean;
}

const written: Write = { applied: true, answered: true };
const refused: Write = { applied: false, answered: false };
const unknown: Write = { applied: true, answered: false };

interface Table {
  /** What becomes of the next writes; of those after them, the last. Absent: all are taken. */
  writes: readonly Write[];
  /** Milliseconds that each takes. */
  slow: number;
}

async function unstored(t: TestContext): Promise<{ readonly api: LocalApi; readonly table: Table }> {
  const table: Table = { writes: [], slow: 0 };
  const time = clock();
  const api = await apiFor(t, {
    ports: (live: Ports) => ({
      ...time.ports(live),
      sessions: {
        ...live.sessions,
        create: async (session, trace) => {
          const [write = written, ...later] = table.writes;
          if (later.length > 0) table.writes = later;
          time.forward(table.slow);
          const created = write.applied && (await live.sessions.create(session, trace));
          if (!write.answered) throw new StoreError('TimeoutError');
          return created;
        },
      },
    }),
  });
  return { api, table };
}

const ada = { ParticipantDetails: { DisplayName: 'Ada' } };
const ClientToken = '9c0e1c52-6c2a-4d6b-8a55-0b2f0f1f9a11';
const backEnd: ApiCall = { headers: { authorization: sigV4 } };

function open({ simulator }: LocalApi): number {
  return simulator.contacts.filter(({ State }) => State !== 'ENDED').length;
}

for (const [path, name, call] of [
  ['/chats', 'StartChat', {}],
  ['/contacts', 'StartChatContact', backEnd],
] as const)
  suite(`POST ${path} whose session cannot be stored`, () => {
    test('ends the contact that no bearer reaches, and says so in its line', async (t) => {
      const { api, table } = await unstored(t);
      table.writes = [refused];
      const failed = await post(api.url, path, ada, call);
      assert.equal(failed.status, 500);
      assert.equal(failed.retryAfter, 1);
      assert.equal(api.simulator.contacts.length, 1);
      assert.equal(open(api), 0);
      const line = lastLine(api, name);
      assert.equal(line['abandoned'], 'ended');
      assert.equal(line['reason'], 'dynamodb: TimeoutError');
      assert.equal(line['upstreamRequestId'], callsOf(api, 'StartChatContact')[0]?.requestId);
    });

    test('leaves it to a repetition, where the caller can repeat it', async (t) => {
      const { api, table } = await unstored(t);
      table.writes = [refused];
      const failed = await post(api.url, path, { ...ada, ClientToken }, call);
      assert.equal(failed.status, 500);
      assert.equal(open(api), 1);
      assert(!('abandoned' in lastLine(api, name)));
      table.writes = [];
      const made = await post(api.url, path, { ...ada, ClientToken }, call);
      assert.equal(made.status, 200);
      assert.deepEqual(
        api.simulator.contacts.map(({ ContactId }) => ContactId),
        [made.body['ContactId']],
      );
      const bearer = String(made.body['ParticipantToken']);
      assert.equal((await post(api.url, '/participant/message', message('m'), { bearer })).status, 200);
    });
  });

suite('A guest whose session cannot be stored', () => {
  const invite = { ParticipantDetails: { DisplayName: 'Guest' } };

  test('leaves, and the contact stays as it is', async (t) => {
    const { api, table } = await unstored(t);
    const { bearer } = await newChat(api.url, { Attributes: { simulatedChannel: 'VOICE' } });
    table.writes = [refused];
    assert.equal((await post(api.url, '/participants', invite, { bearer })).status, 500);
    assert.equal(lastLine(api, 'CreateGuest')['abandoned'], 'ended');
    assert.equal(open(api), 1);
    table.writes = [];
    // Connect takes one such participant: the place is free again.
    assert.equal((await post(api.url, '/participants', invite, { bearer })).status, 200);
  });
});

test('a back end’s participant whose session cannot be stored leaves, and its place is free', async (t) => {
  const { api, table } = await unstored(t);
  const { contactId } = await newChat(api.url);
  const path = `/contacts/${contactId}/participants`;
  const bot = { ParticipantDetails: { ParticipantRole: 'CUSTOM_BOT', DisplayName: 'Bot' } };
  table.writes = [refused];
  assert.equal((await post(api.url, path, bot, backEnd)).status, 500);
  assert.equal(lastLine(api, 'CreateParticipant')['abandoned'], 'ended');
  assert.equal(open(api), 1);
  table.writes = [];
  assert.equal((await post(api.url, path, bot, backEnd)).status, 200);
});

test('a passing fault is not visible: the row is written again, and Connect is not asked again', async (t) => {
  const { api, table } = await unstored(t);
  table.writes = [refused, refused, written];
  const { bearer } = await newChat(api.url);
  assert.equal((await post(api.url, '/participant/message', message('m'), { bearer })).status, 200);
  assert.equal(callsOf(api, 'StartChatContact').length, 1);
  assert(!('abandoned' in lastLine(api, 'StartChat')));
});

test('a chat ends exactly if its bearer was not answered, whatever is known of each write', async (t) => {
  const { api, table } = await unstored(t);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(written, refused, unknown), { minLength: 1, maxLength: 5 }),
      async (writes) => {
        table.writes = writes;
        const answer = await post(api.url, '/chats', ada);
        table.writes = [];
        const { State } = api.simulator.contacts.at(-1) ?? {};
        assert.equal(State === 'ENDED', answer.status !== 200, JSON.stringify(writes));
        if (answer.status !== 200) return;
        const bearer = String(answer.body['ParticipantToken']);
        assert.equal((await post(api.url, '/participant/message', message('m'), { bearer })).status, 200);
      },
    ),
    { numRuns: 40 },
  );
});

for (const [what, operation] of [
  ['no connection', 'CreateParticipantConnection'],
  ['no disconnect', 'DisconnectParticipant'],
] as const)
  test(`where Connect takes ${what} either, the contact is left, and the line says so`, async (t) => {
    for (const kind of ['throttle', 'error', 'reset', 'invalid'] as const) {
      const { api, table } = await unstored(t);
      table.writes = [refused];
      api.simulator.faults.add({ kind, operation, times: 100 });
      const failed = await post(api.url, '/chats', ada);
      assert.equal(failed.status, 500);
      const line = lastLine(api, 'StartChat');
      assert.equal(line['abandoned'], 'left');
      assert.equal(line['reason'], 'dynamodb: TimeoutError');
      assert(callsOf(api, operation).length <= 2);
    }
  });

test('a disconnect whose answer was lost has ended the contact', async (t) => {
  const { api, table } = await unstored(t);
  table.writes = [refused];
  api.simulator.faults.add({ kind: 'reset-after-accept', operation: 'DisconnectParticipant' });
  assert.equal((await post(api.url, '/chats', ada)).status, 500);
  assert.equal(open(api), 0);
  assert.equal(lastLine(api, 'StartChat')['abandoned'], 'ended');
});

test('with a DynamoDB that hangs, the contact is ended within the deadline', async (t) => {
  const { api, table } = await unstored(t);
  table.writes = [refused];
  for (const slow of [1_000, 2_450]) {
    table.slow = slow;
    assert.equal((await post(api.url, '/chats', ada)).status, 500);
    const line = lastLine(api, 'StartChat');
    assert.equal(line['abandoned'], 'ended');
    assert(Number(line['duration']) < budgets.start.deadline, String(line['duration']));
  }
  assert.equal(open(api), 0);
});

test('where all the time has gone, nothing more is asked', async (t) => {
  const { api, table } = await unstored(t);
  table.writes = [refused];
  table.slow = budgets.start.deadline;
  assert.equal((await post(api.url, '/chats', ada)).status, 500);
  assert.equal(lastLine(api, 'StartChat')['abandoned'], 'left');
  assert.equal(callsOf(api, 'CreateParticipantConnection').length, 0);
});
