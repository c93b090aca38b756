import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { addToContact } from '../../../lambdas/adapters/contact-row.ts';
import { connectDynamoDb } from '../../../lambdas/adapters/dynamodb.ts';
import { openChatCounts } from '../../../lambdas/adapters/open-chat-counts.ts';
import type { Ports } from '../../../lambdas/core/ports.ts';
import { contactKey } from '../../../lambdas/core/row-keys.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { readCredentials } from '../../../lambdas/credentials.ts';
import { readEnvironment } from '../../../lambdas/environment.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { startLocalApi, type LocalApi } from '../../support/local-api.ts';
import { localReaper } from '../../support/local-reaper.ts';
import { clock } from '../faults/simulated.ts';

/** The API, and the function that ends chats by its own adapters, over dynalite and the simulated Connect; a clock that leaps. */

export interface World {
  readonly api: LocalApi;
  readonly forward: (milliseconds: number) => void;
  /** A minute's schedule. */
  readonly sweep: () => Promise<void>;
  /** What Connect has told of contacts, and nobody has heard yet. */
  readonly events: object[];
  readonly hear: () => Promise<void>;
  /** As if the function that hears was killed before the contact led to its session. */
  readonly unlink: (contactId: string) => Promise<boolean>;
  /** Sets the count of open chats to what it is not. */
  readonly miscount: (count: number) => Promise<void>;
  readonly log: string[];
  /** Whether a session's row can be written once Connect has answered, and whether its contact leads to it even so. */
  readonly store: { fails: boolean; leads: boolean };
}

export async function world(t: TestContext): Promise<World> {
  const time = clock();
  const events: object[] = [];
  const store = { fails: false, leads: false };
  const killed = Promise.withResolvers<never>();
  // The gateway would wait half a minute for it.
  t.after(() => killed.reject(new Error('the test is over')));
  killed.promise.catch(() => undefined);
  const api = await startLocalApi({
    simulator: { now: time.now, contactEvents: (event) => events.push(event) },
    ports: (live: Ports) => ({
      ...time.ports(live),
      sessions: {
        ...live.sessions,
        create: async (session, trace) => {
          if (store.leads) await addToContact(db, session, trace);
          // As if the function was killed here: nothing after it runs.
          if (store.fails) return await killed.promise;
          return await live.sessions.create(session, trace);
        },
      },
    }),
  });
  t.after(() => api.close());
  const { region, tableName, settings } = readEnvironment(functionDefaults);
  const db = connectDynamoDb({
    tableName,
    region,
    endpoint: api.dynamodbUrl,
    credentials: readCredentials(functionDefaults),
    now: Date.now,
  });
  const counts = openChatCounts(db, randomBytes);
  const log: string[] = [];
  const handler = localReaper(api, { log: (line) => log.push(line), now: time.now });
  return {
    api,
    forward: (milliseconds) => time.forward(milliseconds),
    events,
    log,
    store,
    async miscount(count) {
      const [instanceId = ''] = Object.values(settings.entryPoints).map((entry) => entry.instanceId);
      const read = await counts.read(instanceId, newTrace());
      assert.equal(await counts.correct(instanceId, count, read, newTrace()), true);
    },
    unlink: async (contactId) =>
      await db.remove(contactKey(contactId), { expression: 'attribute_exists(#pk)', values: {} }, newTrace()),
    sweep: () => handler({}),
    async hear() {
      for (const event of events.splice(0)) await handler(event);
    },
  };
}
