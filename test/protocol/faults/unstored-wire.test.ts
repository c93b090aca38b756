import assert from 'node:assert/strict';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { test, type TestContext } from 'node:test';
import { budgets } from '../../../lambdas/operations/budgets.ts';
import { ensureTable, startDynamoDb } from '../../../local/dynamodb.ts';
import { functionDefaults } from '../../../local/settings.ts';
import { message, newChat, post } from '../../support/api-call.ts';
import { apiFor, callsOf, lastLine } from './simulated.ts';

/** What DynamoDB, or the way to it, does to the writes of sessions, by the real clock. */
const faults = {
  throttles: (answer) =>
    refuse(answer, 400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'),
  'is broken': (answer) => refuse(answer, 500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'),
  denies: (answer) => refuse(answer, 400, 'com.amazon.coral.service#AccessDeniedException'),
  'drops connections': (answer) => answer.destroy(),
  hangs: () => undefined,
} as const satisfies Readonly<Record<string, (answer: ServerResponse) => unknown>>;

function refuse(answer: ServerResponse, status: number, type: string): void {
  answer.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
  answer.end(JSON.stringify({ __type: type }));
}

interface FaultyWrites {
  readonly times: number;
  readonly carriedOut: boolean;
  readonly of?: 'session' | 'start';
}

/**
 * In front of a DynamoDB of its own: `times` writes of sessions, or of what is written before Connect is asked for them,
 * meet the fault, carried out first or not.
 */
async function front(
  t: TestContext,
  fault: (answer: ServerResponse) => unknown,
  { times, carriedOut, of = 'session' }: FaultyWrites,
): Promise<string> {
  const dynamodb = await startDynamoDb();
  const { AWS_REGION = '', TABLE_NAME = '' } = functionDefaults;
  await ensureTable(TABLE_NAME, AWS_REGION, dynamodb.url);
  let left = times;
  const server = createServer((request, answer) => {
    void text(request).then(async (body) => {
      const isWrite = request.headers['x-amz-target']?.toString().endsWith('PutItem') === true;
      const written = body.includes('"participantToken"') ? 'session' : 'start';
      const faulty = isWrite && body.includes('"session#') && written === of && left-- > 0;
      if (faulty && !carriedOut) return fault(answer);
      const passed = await fetch(dynamodb.url, {
        method: 'POST',
        headers: Object.entries(request.headers).flatMap(([name, value]): [string, string][] =>
          /^(content-type|authorization|x-amz-.*)$/.test(name) ? [[name, String(value)]] : [],
        ),
        body,
      });
      const content = await passed.text();
      if (faulty) return fault(answer);
      answer.writeHead(passed.status, { 'content-type': 'application/x-amz-json-1.0' });
      return answer.end(content);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  t.after(async () => {
    server.closeAllConnections();
    server.close();
    await dynamodb.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const ada = { ParticipantDetails: { DisplayName: 'Ada' } };

for (const [what, fault] of Object.entries(faults))
  for (const carriedOut of [false, true])
    test(`no chat stays that nobody reaches, where DynamoDB ${what}${carriedOut ? ', having written' : ''}`, async (t) => {
      const environment = {
        AWS_ENDPOINT_URL_DYNAMODB: await front(t, fault, { times: 1_000, carriedOut }),
      };
      const api = await apiFor(t, { environment });
      const failed = await post(api.url, '/chats', ada);
      assert.equal(failed.status, 500);
      assert.deepEqual(
        api.simulator.contacts.map(({ State }) => State),
        ['ENDED'],
      );
      const line = lastLine(api, 'StartChat');
      assert.equal(line['abandoned'], 'ended');
      assert(Number(line['duration']) < budgets.start.deadline);
    });

for (const carriedOut of [false, true])
  test(`a fault of three writes is made good${carriedOut ? ', also where they were carried out' : ''}`, async (t) => {
    const environment = {
      AWS_ENDPOINT_URL_DYNAMODB: await front(t, faults['is broken'], { times: 3, carriedOut }),
    };
    const api = await apiFor(t, { environment });
    const { bearer } = await newChat(api.url);
    assert.equal((await post(api.url, '/participant/message', message('m'), { bearer })).status, 200);
    assert.equal(callsOf(api, 'StartChatContact').length, 1);
  });

for (const [what, fault] of Object.entries(faults))
  test(`where DynamoDB ${what} before Connect is asked, Connect is not asked`, async (t) => {
    const of = 'start' as const;
    const environment = {
      AWS_ENDPOINT_URL_DYNAMODB: await front(t, fault, { times: 1_000, carriedOut: false, of }),
    };
    const api = await apiFor(t, { environment });
    assert.equal((await post(api.url, '/chats', ada)).status, 500);
    assert.equal(api.simulator.contacts.length, 0);
    assert.equal(callsOf(api, 'StartChatContact').length, 0);
  });
