import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Ports, Shaper } from '../../lambdas/core/ports.ts';
import { message, newChat, post, type ApiAnswer } from '../support/api-call.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';
import { apiFor, callsOf, clock, lastLine, messagesOf, type Clock } from '../protocol/faults/simulated.ts';

/** What a call costs in calm, what it costs when a quota of Connect's is short, and who gives way. */

const typing = { ContentType: 'application/vnd.amazonaws.connect.event.typing' };

const bucketRows = async (api: LocalApi): Promise<string[]> =>
  (await api.items()).flatMap(({ pk }) => (pk?.S?.startsWith('bucket#') === true ? [pk.S] : [])).toSorted();

/** Connect has throttled a message, and another attempt has made it good. */
async function press(api: LocalApi, bearer: string): Promise<void> {
  api.simulator.faults.add({ kind: 'throttle', operation: 'SendMessage', times: 1 });
  assert.equal((await post(api.url, '/participant/message', message('pressed'), { bearer })).status, 200);
}

test('in calm a message is three calls of DynamoDB, an event one read, and neither writes a bucket', async (t) => {
  const api = await apiFor(t, { simulator: { quotas: true } });
  const { bearer } = await newChat(api.url);
  await post(api.url, '/participant/message', message('first'), { bearer });
  const before = await bucketRows(api);
  await post(api.url, '/participant/message', message('second'), { bearer });
  assert.equal(lastLine(api, 'SendMessage')['dynamodbCalls'], 3);
  await post(api.url, '/participant/event', typing, { bearer });
  assert.equal(lastLine(api, 'SendEvent')['dynamodbCalls'], 1);
  assert.deepEqual(await bucketRows(api), before);
  assert.ok(before.every((key) => key.startsWith('bucket#connection#')));
});

/**
 * An API in which a session that is read under `gate` is answered only when a place has been asked for: whoever asked for
 * it afterwards would never get an answer.
 */
async function besideApi(t: TestContext): Promise<{ readonly api: LocalApi; readonly gate: () => void }> {
  let gate: Promise<void> | undefined;
  let reserving: (() => void) | undefined;
  const beside = (live: Ports): Ports => {
    const shaper: Shaper = {
      ...live.shaper,
      reserve: (asked, trace) => {
        const turn = live.shaper.reserve(asked, trace);
        reserving?.();
        return turn;
      },
    };
    return {
      ...live,
      shaper,
      sessions: {
        ...live.sessions,
        read: async (...call) => {
          const session = await live.sessions.read(...call);
          if (gate) await gate;
          return session;
        },
      },
    };
  };
  return {
    api: await apiFor(t, { ports: beside, simulator: { quotas: true } }),
    gate() {
      gate = new Promise((resolve) => {
        reserving = resolve;
      });
    },
  };
}

test('under pressure a message writes once more, and not one call of DynamoDB later', async (t) => {
  const { api, gate } = await besideApi(t);
  const { bearer } = await newChat(api.url);
  await press(api, bearer);
  gate();
  assert.equal((await post(api.url, '/participant/message', message('next'), { bearer })).status, 200);
  assert.equal(lastLine(api, 'SendMessage')['dynamodbCalls'], 4);
  assert.ok((await bucketRows(api)).some((key) => key.startsWith('bucket#send#')));
});

test('a transcript takes its place in calm, too: one write, beside the session that it reads', async (t) => {
  const { api, gate } = await besideApi(t);
  const { bearer } = await newChat(api.url);
  await post(api.url, '/participant/message', message('first'), { bearer });
  gate();
  assert.equal((await post(api.url, '/participant/transcript', {}, { bearer })).status, 200);
  assert.equal(lastLine(api, 'GetTranscript')['dynamodbCalls'], 2);
  assert.ok((await bucketRows(api)).some((key) => key.startsWith('bucket#read#')));
});

test('a bearer that somebody has made up takes no place', async (t) => {
  const asked: unknown[] = [];
  const api = await apiFor(t, {
    ports: (live) => ({
      ...live,
      shaper: {
        ...live.shaper,
        reserve: async (reservation, trace) => {
          asked.push(reservation);
          return await live.shaper.reserve(reservation, trace);
        },
      },
    }),
  });
  for (let times = 0; times < 5; times++) {
    const bearer = Buffer.alloc(32, times).toString('base64url');
    assert.equal((await post(api.url, '/participant/message', message('m'), { bearer })).status, 403);
  }
  assert.deepEqual(asked, []);
});

/** An API whose Connect has its default quotas, by a clock that only sleeps set forward. */
async function shortApi(t: TestContext): Promise<{ readonly api: LocalApi; readonly time: Clock }> {
  const began = Date.now();
  const time = clock(() => began);
  const api = await startLocalApi({ ports: time.ports, simulator: { quotas: true, now: time.now } });
  t.after(() => api.close());
  return { api, time };
}

test('when messages need the whole quota, typing is answered and not sent, and every message arrives', async (t) => {
  const { api } = await shortApi(t);
  const chats = await Promise.all(Array.from({ length: 5 }, () => newChat(api.url)));
  for (const { bearer } of chats)
    await post(api.url, '/participant/connection', { Type: ['WEBSOCKET'] }, { bearer });
  const typed: ApiAnswer[] = [];
  for (let round = 0; round < 4; round++)
    for (const { bearer } of chats) {
      typed.push(await post(api.url, '/participant/event', typing, { bearer }));
      const sent = await post(api.url, '/participant/message', message(`${round}`), { bearer });
      assert.equal(sent.status, 200);
    }
  assert.ok(typed.every(({ status }) => status === 200));
  assert.ok(
    typed.every(({ body }) => typeof body['Id'] === 'string' && typeof body['AbsoluteTime'] === 'string'),
  );
  const shed = api.log.filter((line) => line.includes('"shed":1')).length;
  assert.ok(shed > 0);
  // A session's typing within ten seconds of the last is not sent, whatever the quota.
  const covered = api.log.filter((line) => line.includes('"covered":true')).length;
  const sent = callsOf(api, 'SendEvent').filter(({ status }) => status === 200).length;
  assert.equal(sent, typed.length - shed - covered);
  for (const { contactId } of chats) assert.equal(messagesOf(api, contactId).length, 4);
});

test('a session that takes all it can get is refused with a true Retry-After; another is served', async (t) => {
  const { api, time } = await shortApi(t);
  const [loud, quiet] = [await newChat(api.url), await newChat(api.url)];
  let refused: ApiAnswer | undefined;
  for (let count = 0; count < 60 && !refused; count++) {
    const answer = await post(api.url, '/participant/message', message(`l${count}`), loud);
    if (answer.status !== 200) refused = answer;
  }
  assert.equal(refused?.status, 429);
  assert.ok((refused.retryAfter ?? 0) >= 1);
  assert.equal((await post(api.url, '/participant/message', message('q'), quiet)).status, 200);
  time.forward((refused.retryAfter ?? 0) * 1_000);
  assert.equal((await post(api.url, '/participant/message', message('after'), loud)).status, 200);
});

for (const [path, body, operation] of [
  ['/participant/transcript', {}, 'GetTranscript'],
  ['/participant/disconnect', {}, 'DisconnectParticipant'],
] as const)
  test(`${operation}: who is refused for the quota, and comes when told to, is served`, async (t) => {
    const { api, time } = await shortApi(t);
    const { bearer } = await newChat(api.url);
    await post(api.url, '/participant/message', message('first'), { bearer });
    // Somebody else on the instance uses the quota up.
    api.simulator.faults.add({ kind: 'throttle', operation, times: 1_000 });
    let refused: ApiAnswer | undefined;
    for (let count = 0; count < 40 && refused?.status !== 429; count++)
      refused = await post(api.url, path, body, { bearer });
    assert.equal(refused?.status, 429);
    assert.ok((refused.retryAfter ?? 0) >= 1);
    api.simulator.faults.clear();
    time.forward((refused.retryAfter ?? 0) * 1_000);
    assert.equal((await post(api.url, path, body, { bearer })).status, 200);
  });
