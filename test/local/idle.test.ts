import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { suite, test } from 'node:test';
import { message, newChat, post } from '../support/api-call.ts';
import { idleServer } from '../support/idle-server.ts';
import { startServer } from '../support/server.ts';

/**
 * Time as it passes for somebody who starts `npm start`, reads a while, and then opens the page. Servers give up on
 * connections that ask nothing: Node's answer 408 on them after 60 s, looked for every 30 s.
 */

const idle = 100_000;
/** Twice what Node's servers keep a connection for that has answered, which is 5 s. */
const quiet = 10_000;

suite('npm start, left alone', { concurrency: true }, () => {
  test('starts a chat at the first attempt, after a minute and a half of nothing', async (t) => {
    const server = await idleServer();
    t.after(() => server.stop());
    await pause(Math.max(0, server.since + idle - Date.now()));
    const { bearer } = await newChat(`${server.url}/v1`);
    const sent = await post(`${server.url}/v1`, '/participant/message', message('first'), { bearer });
    assert.equal(sent.status, 200, JSON.stringify(sent.body));
    const transcript = await post(`${server.url}/v1`, '/participant/transcript', {}, { bearer });
    assert.equal(transcript.status, 200);
    const several = await Promise.all(
      Array.from({ length: 6 }, () => post(`${server.url}/v1`, '/chats', { ParticipantDetails: {} })),
    );
    for (const { body } of several) assert.notEqual(body['__type'], 'InternalServerException');
  });

  test('takes a message after the other side has closed the connections of the one before', async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const { bearer } = await newChat(`${server.url}/v1`);
    for (const text of ['before', 'after', 'after that']) {
      const sent = await Promise.all(
        ['a', 'b', 'c'].map((one) =>
          post(`${server.url}/v1`, '/participant/message', message(`${text} ${one}`), { bearer }),
        ),
      );
      for (const { status, body } of sent) assert.equal(status, 200, JSON.stringify(body));
      if (text !== 'after that') await pause(text === 'before' ? quiet : quiet / 2);
    }
  });
});
