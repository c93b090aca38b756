import assert from 'node:assert/strict';
import { after, before, beforeEach, suite, test } from 'node:test';
import fc from 'fast-check';
import { StoreError, type Ports } from '../../lambdas/core/ports.ts';
import type { IdleTimers } from '../../lambdas/core/idle-timers.ts';
import { idleTimers } from '../../lambdas/core/timers-of-connect.ts';
import { sharedSettings } from '../../lambdas/settings/shared-settings.ts';
import { startChat } from '../../lambdas/operations/start-chat.ts';
import { startChatContact } from '../../lambdas/operations/start-chat-contact.ts';
import type { Call } from '../../local/simulated-connect/calls.ts';
import { callsOf, clock, lastLine } from '../protocol/faults/simulated.ts';
import { ask } from '../support/api-request.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { configured, newSecret } from './scenes.ts';

const entry = { instanceId: configured.InstanceId, contactFlowId: configured.ContactFlowId };
const visitor = { ParticipantDetails: { DisplayName: 'Ada' } };
const timed = { ...visitor, EntryPoint: 'timed' };

suite('Idle timers', () => {
  let api: LocalApi;
  const time = clock();
  let acknowledged = true;

  before(async () => {
    api = await startLocalApi({
      simulator: { now: time.now },
      environment: {
        ENTRY_POINTS: JSON.stringify({
          default: entry,
          timed: { ...entry, idleTimers: { customerIdle: 5, customerDisconnect: 10, agentDisconnect: 480 } },
        }),
      },
      ports: (live): Ports => ({
        ...time.ports(live),
        sessions: {
          ...live.sessions,
          async create(session, trace) {
            const written = await live.sessions.create(session, trace);
            if (!acknowledged) throw new StoreError('TimeoutError');
            return written;
          },
        },
      }),
    });
  });
  after(() => api.close());
  // The breaker of one test's failures is closed again in the next.
  beforeEach(() => time.forward(60_000));

  const set = (): readonly Call[] => callsOf(api, 'UpdateParticipantRoleConfig');

  for (const operation of [startChat, startChatContact])
    test(`${operation.name} sets those of its entry point, once for all repetitions`, async () => {
      const before = set().length;
      const input = { ...timed, ClientToken: newSecret() };
      for (let time = 0; time < 3; time++)
        assert.equal((await ask(api.url, operation, { input })).status, 200);
      const calls = set().slice(before);
      assert.equal(calls.length, 1);
      assert.deepEqual(calls[0]?.body, {
        ChannelConfiguration: {
          Chat: {
            ParticipantTimerConfigList: [
              {
                ParticipantRole: 'CUSTOMER',
                TimerType: 'IDLE',
                TimerValue: { ParticipantTimerDurationInMinutes: 5 },
              },
              {
                ParticipantRole: 'CUSTOMER',
                TimerType: 'DISCONNECT_NONCUSTOMER',
                TimerValue: { ParticipantTimerDurationInMinutes: 10 },
              },
              {
                ParticipantRole: 'AGENT',
                TimerType: 'DISCONNECT_NONCUSTOMER',
                TimerValue: { ParticipantTimerDurationInMinutes: 480 },
              },
            ],
          },
        },
      });
      assert.ok(calls[0]?.applied);
    });

  test('an entry point without them costs no call', async () => {
    const before = set().length;
    assert.equal((await ask(api.url, startChat, { input: visitor })).status, 200);
    assert.equal(set().length, before);
    assert.equal(lastLine(api, 'StartChat')['attempts'], 1);
  });

  for (const kind of ['throttle', 'error', 'deny', 'invalid', 'reset', 'unavailable'] as const)
    test(`a start goes on without them where Connect fails (${kind}): logged, and counted`, async (t) => {
      api.simulator.faults.add({ kind, operation: 'UpdateParticipantRoleConfig', times: 1_000 });
      t.after(() => api.simulator.faults.clear());
      const { status, body } = await ask(api.url, startChat, { input: timed });
      assert.equal(status, 200);
      assert.match(String(body['ParticipantToken']), /^[\w-]{43}$/);
      const line = lastLine(api, 'StartChat');
      assert.equal(typeof line['idleTimersFailure'], 'string');
      assert.equal(line['idleTimersFailures'], 1);
      assert.equal(line['chatsStarted'], 1);
      assert.equal(line['absorbed'], undefined);
    });

  test('a throttled attempt at them is followed by another', async () => {
    const before = set().length;
    api.simulator.faults.add({ kind: 'throttle', operation: 'UpdateParticipantRoleConfig', times: 1 });
    assert.equal((await ask(api.url, startChat, { input: timed })).status, 200);
    assert.deepEqual(
      set()
        .slice(before)
        .map(({ applied }) => applied),
      [false, true],
    );
    assert.equal(lastLine(api, 'StartChat')['idleTimersFailure'], undefined);
  });

  test('a start that is taken up again after a crash has them', async () => {
    const input = { ...timed, ClientToken: newSecret() };
    acknowledged = false;
    assert.equal((await ask(api.url, startChat, { input })).status, 500);
    acknowledged = true;
    const before = set().length;
    assert.equal((await ask(api.url, startChat, { input })).status, 200);
    assert.equal(set().length, before + 1);
  });
});

function fits(timers: unknown): boolean {
  return sharedSettings.entryPoints.fits({ default: { ...entry, idleTimers: timers } });
}

test('an entry point has timers of 2 to 480 whole minutes, at least one, and no others', () => {
  const minutes = fc.integer({ min: 2, max: 480 });
  const some = fc
    .record(
      Object.fromEntries(Object.keys(idleTimers).map((name) => [name, minutes])) as Record<
        keyof IdleTimers,
        typeof minutes
      >,
      { requiredKeys: [] },
    )
    .filter((timers) => Object.keys(timers).length > 0);
  fc.assert(fc.property(some, (timers) => fits(timers)));
  const wrong = fc.oneof(
    fc.constantFrom(1, 481, 0, -5, 2.5, '5', null, true),
    fc.integer({ min: 481 }),
    fc.integer({ max: 1 }),
  );
  fc.assert(
    fc.property(some, wrong, fc.constantFrom(...Object.keys(idleTimers)), (timers, value, name) => {
      assert.equal(fits({ ...timers, [name]: value }), false);
      assert.equal(fits({ ...timers, [`${name}s`]: 5 }), false);
    }),
  );
  for (const none of [{}, [], 5, null, 'customerIdle']) assert.equal(fits(none), false);
});
