import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { findConsole } from '../../local/find-console.ts';
import { startSimulatedConnect } from '../../local/simulated-connect/simulated-connect.ts';

async function serverFor(t: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a simulated Connect elsewhere on this machine has a console', async (t) => {
  const simulator = await startSimulatedConnect();
  t.after(() => simulator.close());
  assert.equal(await findConsole(simulator.url), `${simulator.url}/agent`);
  assert.equal(await findConsole(`${simulator.url}/`), `${simulator.url}/agent`);
});

test('what is no simulated Connect, does not answer or is not on this machine has none', async (t) => {
  let asked = 0;
  const other = await serverFor(t, (_request, response) => {
    asked += 1;
    response.end('<html>');
  });
  const liar = await serverFor(t, (_request, response) => {
    response.end(JSON.stringify({ Console: 'https://evil.example/agent' }));
  });
  const silent = await serverFor(t, () => {});
  assert.equal(await findConsole(other), undefined);
  assert.equal(asked, 1);
  assert.equal(await findConsole(liar), undefined);
  assert.equal(await findConsole(silent, 50), undefined);
  assert.equal(await findConsole('http://127.0.0.1:1'), undefined);
  assert.equal(await findConsole('https://participant.connect.us-east-1.amazonaws.com'), undefined);
});
