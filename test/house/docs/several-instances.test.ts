import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { newChat } from '../../support/api-call.ts';
import { shellBlocks } from './documents.ts';

/** The README's several servers over one simulated Connect and one DynamoDB, started as it says. */

const root = fileURLToPath(new URL('../../..', import.meta.url));

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}

/** Until it answers; a minute at most. */
async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    await pause(200);
  }
  assert.fail(`${url} does not answer`);
}

test('the documented servers share their chats', async (t) => {
  const block = shellBlocks.find(({ code }) => code.startsWith('npm run simulator'));
  assert.ok(block);
  let script = block.code.replace('npm run simulator', 'PORT=4577 npm run simulator');
  const ports = new Map<string, string>();
  for (const port of ['4577', '8000', '3001', '3002']) {
    assert.ok(script.includes(port), `${block.place} has port ${port} no more`);
    const free = await freePort();
    ports.set(port, free);
    script = script.replaceAll(port, free);
  }
  const child = spawn('/bin/bash', ['-c', `${script}\nwait`], {
    cwd: root,
    env: { PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`, HOME: process.env['HOME'] },
    stdio: 'ignore',
    // A group of its own, so that all that it starts can be ended together.
    detached: true,
  });
  t.after(() => {
    process.kill(-(child.pid ?? assert.fail('it has not started')), 'SIGTERM');
  });
  const [one, two] = ['3001', '3002'].map((port) => `http://127.0.0.1:${ports.get(port)}/v1`);
  await ready(`${one}/health`);
  await ready(`${two}/health`);
  const { bearer, contactId } = await newChat(one ?? '');
  const answer = await fetch(`${two}/session`, { headers: { 'x-amz-bearer': bearer } });
  assert.partialDeepStrictEqual(await answer.json(), { ContactId: contactId });
});
