import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message, newChat, post } from '../../support/api-call.ts';
import { apiFor, callsOf, clock, lastLine, messagesOf } from './simulated.ts';

/** What is asked of Connect while an operation of it fails, and what callers hear. */

test('calls to a failing operation stop for a moment and are answered at once with Retry-After, and then go on', async (t) => {
  const time = clock();
  const api = await apiFor(t, { ports: time.ports });
  const { bearer } = await newChat(api.url);
  await post(api.url, '/participant/transcript', {}, { bearer });
  api.simulator.faults.add({ kind: 'error', operation: 'GetTranscript', times: 1_000 });
  for (let asked = 0; asked < 2; asked++)
    assert.equal((await post(api.url, '/participant/transcript', {}, { bearer })).status, 500);
  const calls = callsOf(api, 'GetTranscript').length;
  const refused = await post(api.url, '/participant/transcript', {}, { bearer });
  assert.equal(refused.status, 500);
  assert.equal(callsOf(api, 'GetTranscript').length, calls);
  assert.equal(lastLine(api, 'GetTranscript')['reason'], 'connect: breaker');
  const { retryAfter = 0 } = refused;
  assert.ok(retryAfter >= 1 && retryAfter <= 5, `${retryAfter} s`);

  api.simulator.faults.clear();
  time.forward(retryAfter * 1_000);
  assert.equal((await post(api.url, '/participant/transcript', {}, { bearer })).status, 200);
  assert.equal(callsOf(api, 'GetTranscript').length, calls + 1);
});

test('a message always gets its first attempt, and arrives as soon as Connect accepts it', async (t) => {
  const api = await apiFor(t, { ports: clock().ports });
  const { bearer, contactId } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'error', operation: 'SendMessage', times: 1_000 });
  for (let sent = 0; sent < 6; sent++) {
    const before = callsOf(api, 'SendMessage').length;
    const { status, retryAfter } = await post(api.url, '/participant/message', message(`m${sent}`), {
      bearer,
    });
    assert.equal(status, 500);
    assert.ok((retryAfter ?? 0) >= 1);
    assert.ok(callsOf(api, 'SendMessage').length > before, `message ${sent}`);
  }
  assert.ok(callsOf(api, 'SendMessage').length < 6 * 3, 'further attempts are not made');
  api.simulator.faults.clear();
  assert.equal((await post(api.url, '/participant/message', message('m0'), { bearer })).status, 200);
  assert.deepEqual(messagesOf(api, contactId), ['hello']);
});

test('a reconnection waits for Connect to be asked again, within its time', async (t) => {
  const api = await apiFor(t, { ports: clock().ports });
  const { bearer } = await newChat(api.url);
  api.simulator.faults.add({ kind: 'error', operation: 'CreateParticipantConnection', times: 7 });
  const connect = { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] };
  assert.equal((await post(api.url, '/participant/connection', connect, { bearer })).status, 200);
  assert.equal(callsOf(api, 'CreateParticipantConnection').length, 8);
});
