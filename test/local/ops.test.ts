import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message, newChat, post } from '../support/api-call.ts';
import { startServer } from '../support/server.ts';

test('the operations page is told of every request, those before it was opened too, and of a replay as one', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const page = await fetch(`${server.url}/ops`);
  assert.equal(page.status, 200);
  assert.match(await page.text(), /<title>Operations<\/title>/);

  const { bearer } = await newChat(`${server.url}/v1`, { ClientToken: crypto.randomUUID() });
  const stream = await fetch(`${server.url}/ops/api/events`);
  assert.equal(stream.headers.get('content-type'), 'text/event-stream');
  for (let time = 0; time < 2; time++)
    await post(`${server.url}/v1`, '/participant/message', message('once'), { bearer });

  const told: Record<string, unknown>[] = [];
  let text = '';
  assert(stream.body);
  for await (const chunk of stream.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    const events = text.split('\n\n');
    text = events.pop() ?? '';
    for (const event of events) {
      const [, data] = /^event: request\ndata: (.+)$/.exec(event) ?? [];
      if (data !== undefined) told.push(JSON.parse(data) as Record<string, unknown>);
    }
    if (told.length >= 3) break;
  }
  assert.deepEqual(
    told.map(({ operation, ledger }) => [operation, ledger]),
    [
      ['StartChat', 'claimed'],
      ['SendMessage', 'claimed'],
      ['SendMessage', 'replayed'],
    ],
  );
});

test('another page may not listen', async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const listening = await fetch(`${server.url}/ops/api/events`, {
    headers: { origin: 'https://stranger.example', 'sec-fetch-site': 'cross-site' },
  });
  assert.equal(listening.status, 403);
});
