import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { message, newChat, post } from '../../support/api-call.ts';
import { freePorts } from '../../support/ports.ts';
import { shellBlocks } from './documents.ts';
import { shells } from './shells.ts';

/** The README's several API processes, started as it says, in each shell that somebody may paste it into. */

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Until it answers; a minute at most. */
async function ready(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok === true) return;
    await pause(200);
  }
  assert.fail(`${url} does not answer`);
}

for (const { name, skip, shell } of shells)
  test(`in ${name}, the documented processes share their chats, and one may crash`, { skip }, async (t) => {
    const block = shellBlocks.find(({ code }) => code.includes('--instances'));
    assert.ok(block);
    const count = Number(/^npm start -- --instances (\d)\n$/.exec(block.code)?.[1]);
    const first = await freePorts(count);
    const { file, parameters } = shell();
    const child = spawn(file, parameters, {
      cwd: root,
      env: {
        PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH']}`,
        HOME: process.env['HOME'],
        PORT: String(first),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
      // A group of its own, so that all that it starts can be ended together.
      detached: true,
    });
    t.after(() => {
      process.kill(-(child.pid ?? assert.fail('it has not started')), 'SIGKILL');
    });
    child.stdin.write(block.code);
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const urls = Array.from({ length: count }, (_, index) => `http://127.0.0.1:${first + index}/v1`);
    for (const url of urls) await ready(`${url}/health`);
    while (!said.includes('Ctrl-C')) await once(child.stdout, 'data');

    const [one = '', ...others] = urls;
    const { bearer, contactId } = await newChat(one);
    process.kill(Number(/\[1\] .* process (\d+)/.exec(said)?.[1]), 'SIGKILL');
    for (const url of others) {
      const answer = await fetch(`${url}/session`, { headers: { 'x-amz-bearer': bearer } });
      assert.partialDeepStrictEqual(await answer.json(), { ContactId: contactId });
      assert.equal((await post(url, '/participant/message', message(url), { bearer })).status, 200);
    }
  });
