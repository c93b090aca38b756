import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { chatRowStore } from '../../../lambdas/adapters/chat-row-store.ts';
import { connectDynamoDb } from '../../../lambdas/adapters/dynamodb.ts';
import { sessionStarts } from '../../../lambdas/adapters/session-starts.ts';
import { sessionStore } from '../../../lambdas/adapters/session-store.ts';
import { dynamoDbQuery } from '../../../lambdas/adapters/wire/dynamodb-query.ts';
import { leaveGrace } from '../../../lambdas/core/lifecycle.ts';
import type { SessionStore } from '../../../lambdas/core/ports.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import { clockTolerance } from '../../../lambdas/core/table-clock.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { readCredentials } from '../../../lambdas/credentials.ts';
import { ensureTable, startDynamoDb } from '../../../local/dynamodb.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { asOwnerNonce } from '../../support/tokens.ts';

/** The instants on a session's row, as processes write and read them whose clocks are a minute and a half wrong. */

const credentials = readCredentials(functionDefaults);
const region = 'us-east-1';
const tableName = 'wrong-clocks';

// For the table, which the AWS SDK makes.
Object.assign(process.env, {
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
});

/** How far two instants may be apart that are the same: what each of two clocks may be off, and this machine's pauses. */
const near = 2 * (clockTolerance + 1_500);

interface Process {
  readonly now: () => number;
  readonly sessions: SessionStore;
}

suite('Processes whose clocks are wrong', () => {
  let dynamodb: Awaited<ReturnType<typeof startDynamoDb>>;
  before(async () => {
    dynamodb = await startDynamoDb();
    await ensureTable(tableName, region, dynamodb.url);
  });
  after(() => dynamodb.close());

  /** One that has asked the table something before, as a request does before it writes an instant. */
  async function processWith(apart: number): Promise<Process> {
    const now = (): number => Date.now() + apart;
    const db = connectDynamoDb({ tableName, region, endpoint: dynamodb.url, credentials, now });
    await db.get('nothing', newTrace());
    return { now, sessions: { ...sessionStore(db), ...sessionStarts(db) } };
  }

  for (const [writing, reading] of [
    [90_000, -90_000],
    [-90_000, 90_000],
    [90_000, 0],
    [0, -90_000],
  ] as const) {
    const who = `${writing / 1_000} s and ${reading / 1_000} s apart`;

    test(`mean the same instants, ${who}`, async () => {
      const [one, other] = [await processWith(writing), await processWith(reading)];
      const { id, created, expires, due = 0 } = await newSession(one, `same ${who}`);
      const left = one.now();
      assert.equal(await one.sessions.leave(id, left, left + leaveGrace, newTrace()), true);
      const read = (await other.sessions.read(id, newTrace())) ?? assert.fail('no session');
      const apart = reading - writing;
      for (const [name, expected, found = NaN] of [
        ['created', created, read.created],
        ['expires', expires, read.expires],
        ['left', left, read.left],
        ['due', left + leaveGrace, read.due],
      ] as const)
        assert.ok(Math.abs(found - expected - apart) < near, `${name} is ${found - expected - apart} ms off`);
      assert.ok(due > left);
      // What was read is what stands, whoever reads it.
      await other.sessions.stay(id, read.left ?? 0, read.expires, newTrace());
      assert.equal((await one.sessions.read(id, newTrace()))?.left, undefined);
    });

    test(`keep each other's leases, and take over those that are over, ${who}`, async () => {
      const [one, other] = [await processWith(writing), await processWith(reading)];
      const { id } = await newSession(one, `lease ${who}`);
      assert.equal(await one.sessions.lease(id, claim(one, 'one', 20_000), newTrace()), true);
      assert.equal(await other.sessions.lease(id, claim(other, 'other', 20_000), newTrace()), false);
      assert.equal(await one.sessions.lease(id, claim(one, 'one', -20_000), newTrace()), true);
      assert.equal(await other.sessions.lease(id, claim(other, 'other', 20_000), newTrace()), true);
    });

    test(`write what is due by the table's clock, ${who}`, async () => {
      const one = await processWith(writing);
      const { id } = await newSession(one, `due ${who}`);
      const wire = { region, endpoint: dynamodb.url, credentials, now: Date.now };
      const chats = chatRowStore(connectDynamoDb({ tableName, ...wire }), dynamoDbQuery(wire), tableName);
      const row = (await chats.read(id, newTrace())) ?? assert.fail('no row');
      assert.ok(Math.abs((row.due ?? 0) - Date.now() - 300_000) < near, `${row.due}`);
    });
  }
});

async function newSession({ now, sessions }: Process, id: string): Promise<Session> {
  const session: Session = {
    id,
    instanceId: 'instance',
    contactId: `contact of ${id}`,
    participantId: 'participant',
    created: now(),
    expires: now() + 3_600_000,
    due: now() + 300_000,
    ended: false,
    participantToken: new Uint8Array([1]),
    proof: new Uint8Array([1]),
  };
  assert.equal(await sessions.begin({ ...session, due: now() + 300_000 }, newTrace()), true);
  assert.equal(await sessions.create(session, newTrace()), true);
  return session;
}

function claim({ now }: Process, owner: string, until: number): Parameters<SessionStore['lease']>[1] {
  return { owner: asOwnerNonce(owner), version: 0, now: now(), lease: now() + until };
}
