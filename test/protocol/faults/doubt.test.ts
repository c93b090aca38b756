import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StoreError } from '../../../lambdas/core/ports.ts';
import { newChat, post } from '../../support/api-call.ts';
import { apiFor, callsOf, clock } from './simulated.ts';

const start = {
  ParticipantDetails: { DisplayName: 'Ada' },
  ClientToken: '0d3c6a4e-3f0b-4b51-9a43-6a5d5f3a2b11',
};

test('a disconnect whose answer was lost is answered as done, though Connect then refuses its tokens', async (t) => {
  const api = await apiFor(t);
  const { bearer } = await newChat(api.url);
  api.simulator.faults.add({ operation: 'DisconnectParticipant', kind: 'reset-after-accept' });
  const answer = await post(api.url, '/participant/disconnect', { ClientToken: 'end' }, { bearer });
  assert.deepEqual([answer.status, answer.body], [200, {}]);
  assert.equal((await post(api.url, '/participant/message', {}, { bearer })).status, 400);
  const text = { ContentType: 'text/plain', Content: 'too late' };
  assert.equal((await post(api.url, '/participant/message', text, { bearer })).status, 403);
});

test('a disconnect that Connect refuses on its only attempt is refused, and the session is over', async (t) => {
  const api = await apiFor(t);
  const { bearer, contactId } = await newChat(api.url);
  api.simulator.control.endContact(contactId);
  assert.equal((await post(api.url, '/participant/disconnect', {}, { bearer })).status, 403);
  const session = await fetch(`${api.url}/session`, { headers: { 'x-amz-bearer': bearer } });
  assert.equal(session.status, 403);
});

test('a start that crashed after its session was written asks Connect for no second contact', async (t) => {
  const time = clock();
  let crash = true;
  const api = await apiFor(t, {
    ports: (live) => {
      const ports = time.ports(live);
      return {
        ...ports,
        ledger: {
          ...ports.ledger,
          complete: (...call) =>
            crash ? Promise.reject(new StoreError('down')) : ports.ledger.complete(...call),
        },
      };
    },
  });
  const first = await post(api.url, '/chats', start);
  crash = false;
  time.forward(20_000);
  const again = await post(api.url, '/chats', start);
  assert.equal(again.status, 200);
  assert.deepEqual(again.body, first.body);
  assert.equal(callsOf(api, 'StartChatContact').length, 1);
});
