import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { makeForeignApp, readmeExample } from '../../support/foreign-app.ts';
import { explainFailure, openAccount, type Account } from './account.ts';
import { callJson } from './call.ts';
import { skipped as withoutEmulator } from './emulator.ts';
import { pageOrigin } from './readme-settings.ts';

/** The README's construct in the app of somebody else, packed, installed and deployed by the real command. */

const stackName = 'Support';

describe('the construct in somebody else’s app', { skip: withoutEmulator, timeout: 480_000 }, () => {
  let world: Account;
  let assembly = '';
  let api = '';

  before(async () => {
    const [account, folder] = await Promise.all([
      openAccount(),
      readmeExample().then((program) => makeForeignApp('module', program)),
    ]);
    world = account;
    assembly = await world.synthesize([], { folder });
    const outputs = Object.values(await world.deploy(assembly, stackName));
    api = outputs.find((value) => /^https:\/\/\S+\/v1$/.test(value)) ?? '';
  });
  afterEach(async (t) => explainFailure(t, world));
  after(() => world?.close());

  test('is deployed with the functions that the package has inside, and a chat goes through it', async () => {
    const headers = { origin: pageOrigin };
    const start = { ParticipantDetails: { DisplayName: 'Ada' }, ClientToken: randomUUID() };
    const started = await callJson(world.emulator, `${api}/chats`, start, headers);
    assert.equal(started.status, 200, JSON.stringify(started.said));
    const again = await callJson(world.emulator, `${api}/chats`, start, headers);
    assert.deepEqual([again.status, again.said], [200, started.said]);
    const message = { ContentType: 'text/plain', Content: 'Hello', ClientToken: randomUUID() };
    const sent = await callJson(world.emulator, `${api}/participant/message`, message, {
      ...headers,
      'x-amz-bearer': String(started.said['ParticipantToken']),
    });
    assert.equal(sent.status, 200, JSON.stringify(sent.said));
    assert.equal(world.simulator.contacts.length, 1);
  });

  test('is nothing that a look at it would change, and is removed as the app’s own stack', async () => {
    assert.match(await world.cdk('diff', assembly, stackName, '--fail'), /There were no differences/);
    assert.match(await world.cdk('destroy', assembly, stackName, '--force'), /destroyed/);
  });
});
