import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { quotaClasses } from '../../lambdas/core/quota.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { startSimulatedVerification } from '../../local/simulated-verification/simulated-verification.ts';
import { ask, type ApiAnswer } from '../support/api-request.ts';
import { startChat, voice, type Chat } from '../support/chat.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { validInput } from '../support/valid-input.ts';

/** docs/security.md on one side, and on the other all that a scan of the table has shown after every operation. */

type Item = Record<string, AttributeValue>;

const origin = 'http://localhost:4000';
const rowKinds = [
  'session',
  'contact',
  'ledger',
  'bucket',
  'queue',
  'hours',
  'place',
  'open',
  'limit',
] as const;
const days = 24 * 3_600;

/** The attributes of a row kind, with the form in which the document says that they are stored. */
function documented(kind: string): Record<string, string> {
  const text = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  const section = text.split(`### Row \`${kind}#…\``)[1]?.split(/^##/m)[0] ?? '';
  return Object.fromEntries(
    [...section.matchAll(/^\| `(\w+)` +\| (\w+) +\|/gm)].map(([, name = '', form = '']) => [name, form]),
  );
}

const hash = /^[\w-]{43}$/;

/** Whether a stored value has a form. A hash and a nonce look alike, but for their lengths. */
const forms: Readonly<Record<string, (value: AttributeValue) => boolean>> = {
  clear: ({ N, BOOL, S }) => N !== undefined || BOOL !== undefined || (S !== undefined && !hash.test(S)),
  hashed: ({ S, SS = S === undefined ? [] : [S] }) =>
    SS.length > 0 && SS.every((one) => hash.test(one.replace(/^(session|contact|ledger|place|limit)#/, ''))),
  random: ({ S, B }) => (S === undefined ? B?.length === 32 : /^[\w-]{22}$/.test(S)),
  // 12 bytes of iv, 16 of tag, and nothing that could be read in between.
  sealed: ({ B }) =>
    B !== undefined && B.length >= 28 && !/[\x20-\x7e]{24}/.test(Buffer.from(B).toString('latin1')),
};

test('the table holds what docs/security.md says, in the form it says, and no more', async (t) => {
  const api = await startLocalApi({
    ports: (live) => ({ ...live, sleep: () => Promise.resolve() }),
    // Short, so that sessions have buckets, too.
    environment: { QUOTAS: '{"send":{"rate":1,"burst":2}}' },
  });
  t.after(() => api.close());
  const rows: Item[] = [];
  const look = async (): Promise<void> => {
    rows.push(...(await api.items()));
  };
  await runEveryOperation(api, look);
  await runPersistentChat(api, look);
  await lookWhileConnecting(api, look);
  await renewConnection(api, look);
  await startVerified(t, rows);

  const kinds = Map.groupBy(rows, ({ pk }) => pk?.S?.split('#', 1)[0] ?? '');
  assert.deepEqual([...kinds.keys()].toSorted(), [...rowKinds].toSorted());
  for (const kind of rowKinds) {
    const told = documented(kind);
    const found = kinds.get(kind) ?? [];
    const names = new Set(found.flatMap((row) => Object.keys(row).map(numbered)));
    assert.deepEqual([...names].toSorted(), Object.keys(told).toSorted(), kind);
    for (const row of found)
      for (const [name, value] of Object.entries(row)) {
        const form = told[numbered(name)] ?? '';
        const either = kind === 'bucket' ? isBucket : isAnswer;
        assert.ok(
          form === 'either' ? either(value) : forms[form]?.(value),
          `${kind} ${name} is not ${form}: ${JSON.stringify(value)}`,
        );
      }
  }
  for (const { ttl, expires, ended } of kinds.get('session') ?? [])
    if (ended === undefined) assert.equal(Number(ttl?.N), Math.ceil(Number(expires?.N) / 1_000) + 30 * days);
  for (const { ttl, created, began = created } of kinds.get('ledger') ?? [])
    assert.equal(Number(ttl?.N), Math.ceil(Number(began?.N) / 1_000) + days);
});

/** A bucket's row has up to 64 attributes of one kind, e0 to e63. */
function numbered(name: string): string {
  return name.replace(/^e\d+$/, 'e0');
}

/** The name of a bucket: of an instance in clear, or of a session that is hashed. */
function isBucket({ S = '' }: AttributeValue): boolean {
  const [, quota = '', ...of] = S.split('#');
  return (
    (quotaClasses as readonly string[]).includes(quota) &&
    (of.length === 1 || (of[0] === 'session' && hash.test(of[1] ?? '')))
  );
}

/** The answer of the ledger: sealed, or of what is no secret. */
function isAnswer(value: AttributeValue): boolean {
  if (value.S === undefined) return forms['sealed']?.(value) === true;
  const members = Object.keys(JSON.parse(value.S) as object);
  return members.every((member) => ['Id', 'AbsoluteTime'].includes(member));
}

async function runEveryOperation(api: LocalApi, look: () => Promise<void>): Promise<void> {
  const chat = await startChat(api, { origin, attributes: voice, clientToken: randomUUID() });
  for (const operation of [...operations.filter((one) => !last(one)), ...operations.filter(last)]) {
    await request(api, operation, chat);
    await look();
    // Connect is not asked for it.
    if (operation.handler === 'erase-contact') continue;
    // A refusal of the body, and an outcome that nobody knows.
    const name = operation.command ?? '*';
    for (const kind of ['invalid', 'error'] as const) {
      api.simulator.faults.add({ kind, operation: name as '*', times: 3 });
      await request(api, operation, last(operation) ? await startChat(api, { origin }) : chat);
      api.simulator.faults.clear();
      await look();
    }
  }
}

/** After which there is no session any more. */
function last({ handler }: Operation): boolean {
  return handler === 'disconnect' || handler === 'erase-contact';
}

async function request(api: LocalApi, operation: Operation, { bearer }: Chat): Promise<ApiAnswer> {
  const keyed = 'ClientToken' in operation.input.members;
  return await ask(api.url, operation, {
    input: { ...validInput(operation), ...(keyed && { ClientToken: randomUUID() }) },
    bearer,
    headers: { origin },
  });
}

async function runPersistentChat(api: LocalApi, look: () => Promise<void>): Promise<void> {
  const { bearer, contactId } = await startChat(api, { origin });
  await ask(api.url, named('DisconnectParticipant'), { bearer, headers: { origin } });
  const { status } = await ask(api.url, named('StartChat'), {
    bearer,
    headers: { origin },
    input: {
      ParticipantDetails: { DisplayName: 'Ada' },
      PersistentChat: { RehydrationType: 'ENTIRE_PAST_SESSION', SourceContactId: contactId },
    },
  });
  assert.equal(status, 200);
  await look();
}

/** A connection under way has a lease, and an owner. */
async function lookWhileConnecting(api: LocalApi, look: () => Promise<void>): Promise<void> {
  const chat = await startChat(api, { origin });
  const connect = named('CreateParticipantConnection');
  const { simulator } = api;
  simulator.faults.add({ kind: 'slow', operation: 'CreateParticipantConnection', delayMs: 300 });
  const calls = simulator.calls.length;
  const answer = request(api, connect, chat);
  while (simulator.calls.length === calls) await new Promise(setImmediate);
  await look();
  assert.equal((await answer).status, 200);
}

/** A start that a CAPTCHA verifies, of an API that asks for it. */
async function startVerified(t: TestContext, rows: Item[]): Promise<void> {
  const provider = await startSimulatedVerification();
  t.after(() => provider.close());
  const api = await startLocalApi({
    environment: {
      AWS_ENDPOINT_URL_SSM: provider.url,
      VERIFICATION: JSON.stringify({
        provider: 'turnstile',
        url: provider.siteverify.turnstile,
        secretArn: 'arn:aws:ssm:us-east-1:123456789012:parameter/captcha',
        hostname: 'localhost',
        action: 'chat',
        onFailure: 'refuse',
      }),
      ADMISSION: '{}',
    },
  });
  t.after(() => api.close());
  const input = { ParticipantDetails: { DisplayName: 'Ada' }, VerificationToken: provider.token() };
  const { status } = await ask(api.url, named('StartChat'), { headers: { origin }, input });
  assert.equal(status, 200);
  rows.push(...(await api.items()));
}

/** A connection token that Connect refuses is renewed, and the row remembers when. */
async function renewConnection(api: LocalApi, look: () => Promise<void>): Promise<void> {
  const chat = await startChat(api, { origin });
  await request(api, named('SendMessage'), chat);
  api.simulator.faults.add({ kind: 'deny', operation: 'SendMessage' });
  assert.equal((await request(api, named('SendMessage'), chat)).status, 200);
  await look();
}

function named(name: string): Operation {
  const operation = operations.find((candidate) => candidate.name === name);
  assert(operation);
  return operation;
}
