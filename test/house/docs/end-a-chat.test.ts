import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { newChat } from '../../support/api-call.ts';
import { systemProgram } from '../../support/optional-program.ts';
import { startServer } from '../../support/server.ts';
import { shellBlocks } from './documents.ts';

const run = promisify(execFile);
const curl = systemProgram('curl');

test('the documented line ends the chat that the printed one has started', { skip: curl.skip }, async (t) => {
  const server = await startServer();
  t.after(() => server.stop());
  const { bearer } = await newChat(`${server.url}/v1`);
  const blocks = shellBlocks.filter(({ code }) => code.includes('/participant/disconnect'));
  assert.equal(blocks.length, 1);
  const line = (blocks[0]?.code ?? '')
    .replace('https://a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com', server.url)
    .replace('THE-PARTICIPANT-TOKEN', bearer);
  const session = async (): Promise<number> =>
    (await fetch(`${server.url}/v1/session`, { headers: { 'x-amz-bearer': bearer } })).status;
  assert.equal(await session(), 200);
  const { stdout } = await run('/bin/bash', ['-c', line]);
  assert.deepEqual(JSON.parse(stdout), {});
  assert.equal(await session(), 403);
});
