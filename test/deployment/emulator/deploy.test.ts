import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, afterEach, before, describe, test } from 'node:test';
import { systemProgram } from '../../support/optional-program.ts';
import { skipped as withoutBrowser } from '../../clients/journeys/browser.ts';
import { explainFailure, openAccount, type Account } from './account.ts';
import { fitted } from './assembly.ts';
import { aboutStack, aws, codeBehind, createUser, curl } from './aws.ts';
import { call, callJson } from './call.ts';
import { cdkSucceeds, clientEnvironment, run } from './cdk.ts';
import { agent, openChatPage } from './chat-page.ts';
import { account, region, skipped as withoutEmulator } from './emulator.ts';
import { contentsOf } from './leftovers.ts';
import { listeningAddresses, proc } from './listening.ts';
import { pageOrigin, readmeSettings } from './readme-settings.ts';
import { releasedVersion, unpackRelease } from './released.ts';

/** The README's deployment by the real command, into an account that has nobody of ours behind it. In this order. */

const stackName = 'connect-chat-bff';
const start = { ParticipantDetails: { DisplayName: 'Ada' } };

describe('the deployment of the README', { skip: withoutEmulator || curl.skip, timeout: 480_000 }, () => {
  let world: Account;
  let assembly = '';
  let changedAssembly = '';
  let outputs: Readonly<Record<string, string>> = {};
  let api = '';

  before(async () => {
    world = await openAccount();
    [assembly, changedAssembly] = await Promise.all([
      world.synthesize(readmeSettings),
      world.synthesize([...readmeSettings, 'attributeNames=topic', 'logLevel=debug']),
    ]);
    outputs = await world.deploy(assembly, stackName);
    api = outputs['ApiUrl'] ?? '';
  });
  afterEach(async (t) => explainFailure(t, world));
  after(() => world?.close());

  function sent(contactId: string): readonly (string | undefined)[] {
    const items = world.simulator.contacts.find(({ ContactId }) => ContactId === contactId)?.Items ?? [];
    return items.filter(({ Type }) => Type === 'MESSAGE').map(({ Content }) => Content);
  }

  for (const name of ['bash', 'zsh']) {
    const shell = systemProgram(name);
    test(
      `prints a line that starts a chat when it is pasted into ${name}`,
      { skip: shell.skip },
      async () => {
        const line = outputs['Curl'] ?? '';
        const { code, text } = await run(shell.path(), ['-c', line], clientEnvironment(world.emulator));
        assert.equal(code, 0, text);
        const { ContactId } = JSON.parse(text) as Record<string, string>;
        assert.ok(
          world.simulator.contacts.some((contact) => contact.ContactId === ContactId),
          text,
        );
      },
    );
  }

  test(
    'serves the documented page: unmodified chatjs and an agent talk through it',
    { skip: withoutBrowser },
    async (t) => {
      const page = await openChatPage(t, world, api);
      await agent(world, page.contactId, 'join');
      await agent(world, page.contactId, 'message', { Content: 'How can I help?' });
      await page.hears('How can I help?');
      const token = randomUUID();
      const id = await page.say('My parcel is late', token);
      assert.equal(await page.say('My parcel is late', token), id, 'the same ClientToken, the same answer');
      const again = await callJson(
        world.emulator,
        `${api}/participant/message`,
        { ContentType: 'text/plain', Content: 'My parcel is late', ClientToken: token },
        { 'x-amz-bearer': page.bearer, origin: pageOrigin },
      );
      assert.deepEqual(
        [again.status, again.said['Id'], again.header('idempotent-replayed')],
        [200, id, ['true']],
      );
      assert.deepEqual(sent(page.contactId), ['Hello', 'How can I help?', 'My parcel is late']);
      assert.deepEqual(page.troubles, []);
    },
  );

  test('tells a page of the errors that API Gateway answers by itself', async () => {
    const answer = await call(world.emulator, `${api}/nothing`, { headers: { origin: pageOrigin } });
    assert.equal(answer.status, 404);
    assert.partialDeepStrictEqual(JSON.parse(answer.body), { __type: 'UnknownOperationException' });
    assert.deepEqual(answer.header('access-control-allow-origin'), [pageOrigin]);
  });

  test('opens the routes of trusted back ends to whom IAM admits, and to nobody else', async () => {
    const { emulator, deployer } = world;
    const [, id = ''] = /^https:\/\/(\w+)\./.exec(api) ?? [];
    const backEnd = await createUser(emulator, 'back-end', {
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: `arn:aws:execute-api:${region}:${account}:${id}/v1/POST/contacts`,
    });
    const request = { service: 'execute-api', json: start };
    const ask = async (as: typeof backEnd): Promise<number> =>
      (await aws(emulator, request, { as, url: `${api}/contacts` })).status;
    assert.equal(await ask(backEnd), 200);
    assert.equal(await ask({ ...backEnd, secretAccessKey: 'another' }), 403);
    assert.equal(await ask(deployer), 403);
    // API Gateway has one answer for a request without a signature and for a route that is not there.
    assert.equal((await callJson(emulator, `${api}/contacts`, start)).status, 404);
  });

  test('is nothing that a look at it would change: cdk diff finds no difference', async () => {
    const text = await world.cdk('diff', assembly, stackName, '--fail');
    assert.match(text, /There were no differences/);
  });

  test('takes changed settings while a chat goes on', { skip: withoutBrowser }, async (t) => {
    const page = await openChatPage(t, world, api);
    await agent(world, page.contactId, 'join');
    const before = { ...start, Attributes: { topic: 'parcel' } };
    const refused = await callJson(world.emulator, `${api}/chats`, before, { origin: pageOrigin });
    assert.equal(refused.status, 400);
    const after = await world.deploy(changedAssembly, stackName);
    assert.equal(after['ApiUrl'], api);
    const taken = await callJson(world.emulator, `${api}/chats`, before, { origin: pageOrigin });
    assert.equal(taken.status, 200, taken.body);

    await page.say('Still there?');
    await agent(world, page.contactId, 'message', { Content: 'Yes' });
    await page.hears('Yes');
    assert.deepEqual(sent(page.contactId), ['Hello', 'Still there?', 'Yes']);
    assert.deepEqual(page.troubles, []);
  });

  test('can be removed, and leaves what the documentation says', async () => {
    await cdkSucceeds(world.emulator, ['destroy', '--force'], { as: world.deployer });
    const { status } = await aboutStack(world.emulator, 'DescribeStacks', { StackName: stackName });
    assert.equal(status, 400);
    const { roles = [], ...rest } = await contentsOf(world.emulator);
    for (const [kind, names] of Object.entries(rest)) assert.deepEqual(names, [], kind);
    for (const role of roles) assert.match(role, /ApiCloudWatchRole/);
  });

  test(
    `can be deployed again: over release ${releasedVersion}, while a chat goes on`,
    { skip: withoutBrowser },
    async (t) => {
      const { folder } = world.emulator;
      const before = fitted(unpackRelease(join(folder, 'released')), join(folder, 'released-fitted'));
      const { ApiUrl: url = '' } = await world.deploy(before, stackName);
      const page = await openChatPage(t, world, url);
      await agent(world, page.contactId, 'join');
      const token = randomUUID();
      const id = await page.say('Before', token);

      const upgraded = await world.deploy(assembly, stackName);
      assert.equal(upgraded['ApiUrl'], url, 'the URL is what pages know');
      const code = await codeBehind(world.emulator, stackName);
      assert.equal(code.length, 2);
      for (const { live, latest } of code) assert.equal(live, latest, 'the new code is what runs');

      assert.equal(await page.say('Before', token), id, 'what was sent before is not sent again');
      await page.say('After');
      await agent(world, page.contactId, 'message', { Content: 'Welcome back' });
      await page.hears('Welcome back');
      assert.deepEqual(sent(page.contactId), ['Hello', 'Before', 'After', 'Welcome back']);
      const session = await call(world.emulator, `${url}/session`, {
        headers: { 'x-amz-bearer': page.bearer, origin: pageOrigin },
      });
      assert.equal(session.status, 200, session.body);
      assert.deepEqual(page.troubles, []);
    },
  );

  test('was on this machine alone: nothing listens to others', { skip: proc.skip }, () => {
    const addresses = listeningAddresses(world.emulator.pid);
    assert.ok(addresses.length > 0);
    assert.deepEqual([...new Set(addresses)], ['0100007F']);
  });
});
