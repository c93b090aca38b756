import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startServer } from '../harness/server.ts';

test('npm start serves a chat and ends at Ctrl-C', async () => {
  const server = await startServer();
  const response = await fetch(`${server.url}/v1/chats`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ParticipantDetails: { DisplayName: 'Ada' } }),
  });
  assert.equal(response.status, 200);
  assert.equal(await server.stop(), 0);
});
