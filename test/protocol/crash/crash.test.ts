import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { startDynamoDb } from '../../../local/dynamodb.ts';
import type { OperationName } from '../../../local/simulated-connect/operation-names.ts';
import {
  startSimulatedConnect,
  type SimulatedConnect,
} from '../../../local/simulated-connect/simulated-connect.ts';
import { message, newChat, post, type ApiAnswer } from '../../support/api-call.ts';
import { startServer, type Server } from '../../support/server.ts';

/** Real processes over one DynamoDB and one Connect; one of them is killed between Connect's accepting and its own answer. */

let simulator: SimulatedConnect;
let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
let servers: readonly Server[] = [];

before(async () => {
  [simulator, dynamodb] = await Promise.all([
    startSimulatedConnect({ agent: { automatic: false } }),
    startDynamoDb(),
  ]);
  const environment = {
    AWS_ENDPOINT_URL_CONNECT: simulator.url,
    AWS_ENDPOINT_URL_CONNECTPARTICIPANT: simulator.url,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
  };
  servers = await Promise.all(Array.from({ length: 4 }, () => startServer(environment)));
});

after(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await Promise.all([simulator.close(), dynamodb.close()]);
});

test('twenty identical messages over three processes are one message', async () => {
  const urls = servers.slice(1).map(({ url }) => `${url}/v1`);
  const { bearer, contactId } = await newChat(urls[0] ?? '');
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      post(urls[index % 3] ?? '', '/participant/message', message('twenty'), { bearer }),
    ),
  );
  const sent = answers.filter(({ status }) => status === 200);
  assert(sent.length > 0);
  for (const { body } of sent) assert.deepEqual(body, sent[0]?.body);
  for (const { status, retryAfter } of answers.filter((answer) => answer.status !== 200)) {
    assert.equal(status, 409);
    assert(retryAfter !== undefined && retryAfter >= 1);
  }
  assert.deepEqual(messagesIn(contactId), ['hello']);
  assert.equal(clientTokens('SendMessage', contactId).size, 1);
});

test(
  'a process killed after Connect accepted loses nothing and doubles nothing',
  { concurrency: true },
  async (t) => {
    const [killed, other] = servers;
    assert(killed && other);
    const [a, b] = [`${killed.url}/v1`, `${other.url}/v1`];
    const [chat, fresh] = await Promise.all([newChat(b), newChat(b)]);
    await post(b, '/participant/message', message('first', 'connected'), { bearer: chat.bearer });
    const start = {
      ParticipantDetails: { DisplayName: 'Grace' },
      ClientToken: '0f8fad5b-d9cb-469f-a165-70867728950e',
    };

    const operations = ['SendMessage', 'StartChatContact', 'CreateParticipantConnection'] as const;
    for (const operation of operations) simulator.faults.add({ kind: 'hang-after-accept', operation });
    const before = simulator.calls.length;
    const unanswered = [
      post(a, '/participant/message', message('killed'), { bearer: chat.bearer }),
      post(a, '/chats', start),
      post(a, '/participant/message', message('lazy'), { bearer: fresh.bearer }),
    ].map((asked) =>
      asked.then(
        () => 'answered',
        () => 'lost',
      ),
    );
    await until(() =>
      operations.every((operation) =>
        simulator.calls.slice(before).some((call) => call.operation === operation && call.applied),
      ),
    );
    await killed.kill();
    assert.deepEqual(await Promise.all(unanswered), ['lost', 'lost', 'lost']);
    assert.equal(simulator.faults.list().length, 0);

    await Promise.all([
      t.test('its message is in flight until the lease is over, and then sent once', async () => {
        const answers = await repeated(b, '/participant/message', message('killed'), chat.bearer);
        assert.equal(answers[0]?.status, 409);
        assert.deepEqual(messagesIn(chat.contactId), ['connected', 'hello']);
        const tokens = clientTokens('SendMessage', chat.contactId);
        assert.equal(tokens.size, 2, 'one for each of two messages');
      }),
      t.test('its start is in flight until the lease is over, and then the same contact', async () => {
        const answers = await repeated(b, '/chats', start);
        assert.equal(answers[0]?.status, 409);
        const contacts = simulator.contacts.filter(({ DisplayName }) => DisplayName === 'Grace');
        assert.deepEqual(
          contacts.map(({ ContactId }) => ContactId),
          [answers.at(-1)?.body['ContactId']],
        );
        const again = await post(b, '/chats', start);
        assert.equal(again.headers.get('idempotent-replayed'), 'true');
        assert.deepEqual(again.body, answers.at(-1)?.body);
        const bearer = String(again.body['ParticipantToken']);
        const said = await post(b, '/participant/message', message('hi'), { bearer });
        assert.equal(said.status, 200);
      }),
      t.test('the connection it was opening is opened by another', async () => {
        const [others, same] = await Promise.all([
          repeated(b, '/participant/message', message('other', 'other'), fresh.bearer),
          repeated(b, '/participant/message', message('lazy'), fresh.bearer),
        ]);
        assert.equal(others.at(-1)?.status, 200);
        assert.equal(same.at(-1)?.status, 200);
        assert.deepEqual(messagesIn(fresh.contactId).toSorted(), ['hello', 'other']);
        const connections = simulator.calls.filter(
          (call) => call.operation === 'CreateParticipantConnection' && call.contactId === fresh.contactId,
        );
        assert.equal(connections.length, 2, 'the killed one, and one for both');
      }),
    ]);
  },
);

/** The answers to a request that is repeated, as it is told to, until it is carried out. */
async function repeated(url: string, path: string, body: object, bearer?: string): Promise<ApiAnswer[]> {
  const answers: ApiAnswer[] = [];
  for (;;) {
    const answer = await post(url, path, body, bearer === undefined ? {} : { bearer });
    answers.push(answer);
    if (answer.status === 200) return answers;
    assert([409, 429].includes(answer.status), `${answer.status} ${JSON.stringify(answer.body)}`);
    assert(answer.retryAfter !== undefined && answer.retryAfter <= 14);
    await setTimeout(answer.retryAfter * 1_000);
  }
}

function messagesIn(contactId: string): string[] {
  const contact = simulator.contacts.find(({ ContactId }) => ContactId === contactId);
  return (contact?.Items ?? []).flatMap(({ Type, Content }) => (Type === 'MESSAGE' ? [Content ?? ''] : []));
}

function clientTokens(operation: OperationName, contactId: string): Set<string | undefined> {
  return new Set(
    simulator.calls
      .filter((call) => call.operation === operation && call.contactId === contactId)
      .map(({ clientToken }) => clientToken),
  );
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(5);
}
