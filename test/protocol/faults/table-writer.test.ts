import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { parseBearer, sessionScope } from '../../../lambdas/core/secret.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { message, newChat, post, type ApiAnswer } from '../../support/api-call.ts';
import { voice } from '../../support/chat.ts';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import { clock } from './simulated.ts';

/**
 * Somebody who reads and writes the table, and has a bearer of their own: whatever they write, no other's chat opens.
 * docs/security.md says what is left to them.
 */

type Row = Readonly<Record<string, AttributeValue>>;

interface Participant {
  readonly bearer: string;
  readonly contactId: string;
}

const origin = 'http://localhost:3000';
/** What is answered where the attacker's own contact has its guests already: Connect was asked. */
const full = 402;
const secret = 'what only the victim may read';

suite('Whoever writes to the table', () => {
  let api: LocalApi;
  let dynamodb: DynamoDBClient;
  let victim: Participant;
  let attacker: Participant;
  let guest: Participant;
  let ended: Participant;
  let victimRow: Row;
  let attackerRow: Row;
  let guestRow: Row;
  /** The attacker's row before its connection was opened, and one of an earlier, ended chat of the attacker's. */
  let olderRow: Row;
  let endedRow: Row;

  before(async () => {
    // A request that waits for a connection which a row promises waits by a clock of its own.
    api = await startLocalApi({ ports: clock().ports });
    dynamodb = new DynamoDBClient({ region: 'us-east-1', endpoint: api.dynamodbUrl });
    victim = await chat();
    attacker = await chat();
    olderRow = await rowOf(attacker);
    for (const [{ bearer }, text] of [
      [victim, secret],
      [attacker, 'hello'],
    ] as const)
      assert.equal((await send(bearer, text)).status, 200);
    const invited = await invite(victim.bearer);
    const { ParticipantToken } = invited.body['ParticipantCredentials'] as { ParticipantToken: string };
    guest = { bearer: ParticipantToken, contactId: victim.contactId };
    assert.equal((await send(guest.bearer, 'from the guest')).status, 200);
    ended = await chat();
    assert.equal((await post(api.url, '/participant/disconnect', {}, ended)).status, 200);
    victimRow = await rowOf(victim);
    attackerRow = await rowOf(attacker);
    guestRow = await rowOf(guest);
    endedRow = await rowOf(ended);
  });
  after(async () => {
    dynamodb.destroy();
    await api.close();
  });

  async function chat(): Promise<Participant> {
    const answer = await post(
      api.url,
      '/chats',
      { ParticipantDetails: { DisplayName: 'Ada' }, Attributes: voice },
      { headers: { origin } },
    );
    const { ContactId, ParticipantToken } = answer.body as Record<string, string>;
    assert.ok(ContactId !== undefined && ParticipantToken !== undefined, JSON.stringify(answer.body));
    return { bearer: ParticipantToken, contactId: ContactId };
  }

  async function rowOf({ bearer }: Participant): Promise<Row> {
    const key = keyOf(bearer);
    const row = (await api.items()).find(({ pk }) => pk?.S === key);
    assert.ok(row);
    return row;
  }

  async function write(row: Row): Promise<void> {
    await dynamodb.send(new PutItemCommand({ TableName: functionDefaults['TABLE_NAME'], Item: { ...row } }));
  }

  const send = async (bearer: string, text: string): Promise<ApiAnswer> =>
    await post(api.url, '/participant/message', message(crypto.randomUUID(), text), call(bearer));
  const invite = async (bearer: string): Promise<ApiAnswer> =>
    await post(
      api.url,
      '/participants',
      { ParticipantDetails: { DisplayName: 'Eve' }, ClientToken: crypto.randomUUID() },
      call(bearer),
    );
  const goOn = async (bearer: string, SourceContactId: string): Promise<ApiAnswer> =>
    await post(
      api.url,
      '/chats',
      {
        ParticipantDetails: { DisplayName: 'Eve' },
        PersistentChat: { RehydrationType: 'ENTIRE_PAST_SESSION', SourceContactId },
      },
      call(bearer),
    );
  const current = async (bearer: string): Promise<ApiAnswer> => {
    const response = await fetch(`${api.url}/session`, { headers: { 'x-amz-bearer': bearer, origin } });
    return {
      status: response.status,
      headers: response.headers,
      retryAfter: undefined,
      body: (await response.json()) as Record<string, unknown>,
    };
  };

  /** All that a bearer is good for, by name; what a bearer would reach the victim's chat by comes first. */
  const ways: Readonly<Record<string, (bearer: string) => Promise<ApiAnswer>>> = {
    'POST /participants': invite,
    'POST /chats that continues the victim’s': (bearer) => goOn(bearer, victim.contactId),
    'GET /session': current,
    'POST /participant/transcript': (bearer) => post(api.url, '/participant/transcript', {}, call(bearer)),
    'POST /participant/message': (bearer) => send(bearer, 'from the attacker'),
    'POST /participant/connection': (bearer) =>
      post(
        api.url,
        '/participant/connection',
        { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] },
        call(bearer),
      ),
  };

  /** Uses a bearer in every way; answers what was told, and fails where any of it is the victim's. */
  async function attack(bearer: string): Promise<Readonly<Record<string, number>>> {
    const statuses: Record<string, number> = {};
    for (const [way, use] of Object.entries(ways)) {
      const before = api.simulator.calls.length;
      const { status, body } = await use(bearer);
      statuses[way] = status;
      const told = JSON.stringify(body);
      assert.ok(!told.includes(secret) && !told.includes(victim.contactId), `${way}: ${told}`);
      for (const { operation, body: asked, bearer: token, status: answered } of api.simulator.calls.slice(
        before,
      )) {
        assert.ok(!JSON.stringify(asked).includes(victim.contactId), `${way}: ${operation}`);
        // What Connect carries out, it carries out on the contact of the token.
        if (token !== undefined && answered === 200)
          assert.ok(!victimTokens().has(token), `${way}: ${operation}`);
      }
      if (status >= 500) {
        const line = JSON.parse(api.log.at(-1) ?? '{}') as Record<string, unknown>;
        assert.match(JSON.stringify(line), /SealError/, way);
      }
    }
    return statuses;
  }

  /** Connect's tokens that the victim's and the guest's requests have used. */
  let known: ReadonlySet<string> | undefined;
  function victimTokens(): ReadonlySet<string> {
    known ??= new Set(
      api.simulator.calls
        .filter(({ body }) =>
          [secret, 'from the guest'].includes((body as { Content?: string }).Content ?? ''),
        )
        .flatMap(({ bearer }) => bearer ?? []),
    );
    assert.ok(known.size >= 2);
    return known;
  }

  test('finds that a bearer works in all these ways while nobody has written', async () => {
    const statuses = await attack(attacker.bearer);
    const continued = 'POST /chats that continues the victim’s';
    for (const [way, status] of Object.entries(statuses))
      assert.equal(status, way === continued ? 403 : 200, way);
    const own = await goOn(ended.bearer, ended.contactId);
    assert.equal(own.status, 200, JSON.stringify(own.body));
  });

  for (const field of [
    'contactId',
    'instanceId',
    'participantId',
    'origin',
    'continuedFrom',
    'host',
    'proof',
    'participantToken',
    'connectionToken',
    'answer',
  ])
    for (const [how, value] of [
      ['the victim’s', (): AttributeValue | undefined => victimRow[field]],
      ['the guest’s', (): AttributeValue | undefined => guestRow[field]],
      ['the one of an ended chat', (): AttributeValue | undefined => endedRow[field]],
      ['none', (): AttributeValue | undefined => undefined],
      ['a made-up one', (): AttributeValue => madeUp(field)],
      ['the victim’s contact', (): AttributeValue => ({ S: victim.contactId })],
    ] as const)
      test(`opens no other's chat by ${how} for ${field}`, async () => {
        const given = value();
        const { [field]: own, ...others } = attackerRow;
        await write(given === undefined ? others : { ...others, [field]: given });
        const statuses = await attack(attacker.bearer);
        // What says who and what the session is counts as it was sealed, or not at all.
        const decides = /^(contactId|instanceId|participantId|origin|continuedFrom|host)$/.test(field);
        if (decides && JSON.stringify(given) !== JSON.stringify(own))
          for (const way of ['POST /participants', 'GET /session'])
            assert.ok(![200, full].includes(statuses[way] ?? 0), `${way}: ${statuses[way]}`);
        await write(attackerRow);
      });

  test('has no other instance asked, with the proof or without it', async () => {
    const instanceId = { S: '99999999-9999-4999-8999-999999999999' };
    const { proof: _, ...unproven } = attackerRow;
    for (const row of [attackerRow, unproven]) {
      await write({ ...row, instanceId });
      const before = api.simulator.calls.length;
      assert.ok([403, 500].includes((await invite(attacker.bearer)).status));
      assert.equal(api.simulator.calls.length, before);
    }
    await write(attackerRow);
  });

  test('opens no other’s chat by any mixture of rows, old and new', async () => {
    const rows = { attackerRow, olderRow, victimRow, guestRow, endedRow };
    const names = [...new Set(Object.values(rows).flatMap((row) => Object.keys(row)))].filter(
      (name) => name !== 'pk',
    );
    const source = fc.constantFrom(...Object.keys(rows), 'none') as fc.Arbitrary<keyof typeof rows | 'none'>;
    await fc.assert(
      fc.asyncProperty(
        fc.array(source, { minLength: names.length, maxLength: names.length }),
        async (sources) => {
          const mixed = Object.fromEntries(
            names.flatMap((name, index) => {
              const from = sources[index] ?? 'none';
              const value = from === 'none' ? undefined : rows[from][name];
              return value === undefined ? [] : [[name, value]];
            }),
          );
          await write({ ...mixed, pk: { S: keyOf(attacker.bearer) } });
          await attack(attacker.bearer);
        },
      ),
      { numRuns: 40 },
    );
    await write(attackerRow);
  });

  test('opens no other’s chat by the whole row of another under the own name', async () => {
    for (const row of [victimRow, guestRow]) {
      await write({ ...row, pk: { S: keyOf(attacker.bearer) } });
      const statuses = await attack(attacker.bearer);
      for (const [way, status] of Object.entries(statuses)) assert.notEqual(status, 200, way);
    }
    await write(attackerRow);
  });

  test('has the own chat at most by an older version of the row, and a new connection of it', async () => {
    await write(olderRow);
    const statuses = await attack(attacker.bearer);
    assert.equal(statuses['POST /participant/message'], 200);
    await write(attackerRow);
  });

  test('makes of a guest no host: not by its host’s name, not without one', async () => {
    for (const host of [undefined, { S: keyOf(attacker.bearer).slice('session#'.length) }]) {
      const { host: _, ...others } = guestRow;
      await write(host === undefined ? others : { ...others, host });
      const answer = await goOn(guest.bearer, victim.contactId);
      assert.ok([403, 500].includes(answer.status), String(answer.status));
      assert.ok([403, 500].includes((await current(guest.bearer)).status));
      assert.ok([403, 500].includes((await send(guest.bearer, 'as nobody’s guest')).status));
    }
    const { host: _, proof: __, ...bare } = guestRow;
    await write(bare);
    assert.ok([403, 500].includes((await goOn(guest.bearer, victim.contactId)).status));
    await write(guestRow);
    assert.equal((await send(guest.bearer, 'still a guest')).status, 200);
  });

  test('denies the chat of a row that is deleted, and of nobody else', async () => {
    await dynamodb.send(
      new DeleteItemCommand({
        TableName: functionDefaults['TABLE_NAME'],
        Key: { pk: { S: keyOf(attacker.bearer) } },
      }),
    );
    const statuses = await attack(attacker.bearer);
    for (const [way, status] of Object.entries(statuses)) assert.equal(status, 403, way);
    assert.equal((await send(victim.bearer, 'still here')).status, 200);
    await write(attackerRow);
  });
});

suite('A guest', () => {
  let api: LocalApi;
  before(async () => {
    api = await startLocalApi();
  });
  after(() => api.close());

  async function hostAndGuest(): Promise<{ readonly host: Participant; readonly guest: string }> {
    const host = await newChat(api.url, { Attributes: voice });
    const invited = await post(
      api.url,
      '/participants',
      { ParticipantDetails: { DisplayName: 'Guest' }, ClientToken: crypto.randomUUID() },
      host,
    );
    const { ParticipantToken } = invited.body['ParticipantCredentials'] as { ParticipantToken: string };
    return { host, guest: ParticipantToken };
  }

  test('does not prove its host’s chat, during it or after it', async () => {
    const { host, guest } = await hostAndGuest();
    const goOn = async (bearer: string): Promise<number> =>
      (
        await post(
          api.url,
          '/chats',
          {
            ParticipantDetails: { DisplayName: 'Eve' },
            PersistentChat: { RehydrationType: 'FROM_SEGMENT', SourceContactId: host.contactId },
          },
          { bearer },
        )
      ).status;
    assert.equal(await goOn(guest), 403);
    assert.equal((await post(api.url, '/participant/disconnect', {}, host)).status, 200);
    assert.equal(await goOn(guest), 403);
    assert.equal(await goOn(host.bearer), 200);
  });

  test('ends with its host, and Connect is not asked', async () => {
    const { host, guest } = await hostAndGuest();
    assert.equal((await post(api.url, '/participant/message', text(), { bearer: guest })).status, 200);
    assert.equal((await post(api.url, '/participant/disconnect', {}, host)).status, 200);
    await assertRefused(guest);
  });

  test('ends with the host of its host', async () => {
    const first = await hostAndGuest();
    const second = await hostAndGuest();
    // A simulated call takes one guest alone: the second host is made the first one's guest's guest.
    await setHost(second.host.bearer, first.guest);
    assert.equal((await post(api.url, '/participant/message', text(), { bearer: second.guest })).status, 200);
    assert.equal((await post(api.url, '/participant/disconnect', {}, first.host)).status, 200);
    await assertRefused(second.guest);
  });

  test('whose hosts go round in a circle is refused, after a few reads', async () => {
    const { host, guest } = await hostAndGuest();
    await setHost(host.bearer, guest);
    await assertRefused(guest);
    const line = JSON.parse(api.log.at(-1) ?? '{}') as Record<string, number>;
    assert.ok((line['dynamodbCalls'] ?? Infinity) < 10, JSON.stringify(line));
  });

  async function setHost(bearer: string, host: string): Promise<void> {
    const dynamodb = new DynamoDBClient({ region: 'us-east-1', endpoint: api.dynamodbUrl });
    const row = (await api.items()).find(({ pk }) => pk?.S === keyOf(bearer));
    const Item = { ...row, host: { S: keyOf(host).slice('session#'.length) } };
    await dynamodb.send(new PutItemCommand({ TableName: functionDefaults['TABLE_NAME'], Item }));
    dynamodb.destroy();
  }

  async function assertRefused(bearer: string): Promise<void> {
    const calls = api.simulator.calls.length;
    for (const [path, body] of [
      ['/participant/connection', { Type: ['WEBSOCKET'] }],
      ['/participants', { ParticipantDetails: {}, ClientToken: crypto.randomUUID() }],
      ['/participant/transcript', {}],
      ['/participant/message', text()],
    ] as const)
      assert.equal((await post(api.url, path, body, { bearer })).status, 403, path);
    assert.equal(api.simulator.calls.length, calls);
  }

  test('may leave, and its host goes on', async () => {
    const { host, guest } = await hostAndGuest();
    assert.equal((await post(api.url, '/participant/disconnect', {}, { bearer: guest })).status, 200);
    assert.equal((await post(api.url, '/participant/message', text(), host)).status, 200);
    assert.equal((await post(api.url, '/participant/message', text(), { bearer: guest })).status, 403);
  });
});

function call(bearer: string): { readonly bearer: string; readonly headers: Record<string, string> } {
  return { bearer, headers: { origin } };
}

function text(): object {
  return message(crypto.randomUUID());
}

function keyOf(bearer: string): string {
  const bytes = parseBearer(bearer);
  assert.ok(bytes);
  return `session#${sessionScope(bytes).id}`;
}

function madeUp(field: string): AttributeValue {
  return /^(proof|participantToken|connectionToken|answer)$/.test(field)
    ? { B: Buffer.alloc(64, 7) }
    : { S: '99999999-9999-4999-8999-999999999999' };
}
