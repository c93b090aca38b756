import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSimulatedConnect } from '../../../local/simulated-connect/simulated-connect.ts';
import { newChat, post } from '../../support/api-call.ts';
import { pythonWith } from '../../support/optional-program.ts';
import { startServer } from '../../support/server.ts';

const run = promisify(execFile);
const client = fileURLToPath(new URL('boto3-client.py', import.meta.url));

const python = pythonWith('boto3');

test('boto3, unsigned, works unchanged', { skip: python.skip }, async (t) => {
  const simulator = await startSimulatedConnect({ agent: { automatic: false } });
  t.after(() => simulator.close());
  const server = await startServer({
    AWS_ENDPOINT_URL_CONNECT: simulator.url,
    AWS_ENDPOINT_URL_CONNECTPARTICIPANT: simulator.url,
  });
  t.after(() => server.stop());
  const url = `${server.url}/v1`;
  const { bearer, contactId } = await newChat(url);
  await post(url, '/participant/connection', { Type: ['WEBSOCKET'], ConnectParticipant: true }, { bearer });
  await fetch(`${simulator.url}/_simulator/agent/contacts/${contactId}/view`, { method: 'POST' });
  const shown = simulator.contacts[0]?.Items.at(-1)?.Content ?? '';
  const { data } = JSON.parse(shown) as { data: { content: { viewToken: string } } };
  const { stdout } = await run(python.path(), [client, url, bearer, data.content.viewToken]);
  assert.partialDeepStrictEqual(JSON.parse(stdout), {
    bearer: true,
    replayed: true,
    messages: ['hello from boto3'],
    attachment: 'hi',
    view: true,
    validation: 'ValidationException',
    denied: 'AccessDeniedException',
  });
  const said = simulator.contacts[0]?.Items.filter(({ Content }) => Content === 'hello from boto3');
  assert.equal(said?.length, 1);
});
