import assert from 'node:assert/strict';
import type { Server } from 'node:http';
import { after, before, suite, test } from 'node:test';
import { countedCalls, type CallCounts, type Kind } from '../../bench/scale/counted-calls.ts';
import { values } from '../../bench/scale/inputs.ts';
import { sequentialCalls, type DynamoDbCall } from '../../bench/services/calls.ts';
import { createDynamoDbFront } from '../../bench/services/dynamodb-front.ts';
import { itemBytes } from '../../bench/services/item-bytes.ts';
import { listen } from '../../bench/services/loopback.ts';
import { message, newChat, post } from '../support/api-call.ts';
import { startLocalApi, type LocalApi } from '../support/local-api.ts';

/** Most bytes of the line of a request that went well. */
const mostLogged = 700;

/** Milliseconds that a call of DynamoDB takes here: calls that do not wait for one another overlap. */
const delay = 30;

interface Seen {
  readonly calls: readonly DynamoDbCall[];
  readonly upstreamCalls: number;
  /** When Connect was first called, on the calls' clock. */
  readonly upstreamBegan: number;
  readonly line: string;
}

const traced = { 'x-amzn-trace-id': 'Root=1-67891233-abcdef012345678912345678' };
const connect = { Type: ['WEBSOCKET', 'CONNECTION_CREDENTIALS'] };
const typing = { ContentType: 'application/vnd.amazonaws.connect.event.typing' };
const receipt = {
  ContentType: 'application/vnd.amazonaws.connect.event.message.read',
  Content: JSON.stringify({ messageId: crypto.randomUUID() }),
  ClientToken: 'INCOMING_READ_RECEIPT',
};

/** A chat, in the order in which a visitor has it. */
const steps: readonly (readonly [Kind, string, object])[] = [
  ['connection', '/participant/connection', connect],
  ['message', '/participant/message', message('one')],
  ['replay', '/participant/message', message('one')],
  ['typing', '/participant/event', typing],
  ['receipt', '/participant/event', receipt],
  ['transcript', '/participant/transcript', {}],
  ['reconnection', '/participant/connection', connect],
  ['disconnect', '/participant/disconnect', { ClientToken: 'end' }],
];

suite('What a request costs, counted on the wire', () => {
  let api: LocalApi;
  let front: Server;
  let calls: DynamoDbCall[] = [];
  let upstreamBegan = Infinity;
  const seen = new Map<Kind, Seen>();
  const rows = new Map<Kind, readonly (readonly [key: string, bytes: number])[]>();
  /** When the chat was due after each of them. */
  const due: (string | undefined)[] = [];

  before(async () => {
    front = createDynamoDbFront({
      engine: () => api.dynamodbUrl,
      delay: () => delay,
      saw: (call) => calls.push(call),
    });
    api = await startLocalApi({
      // With the limits of a deployment that sets none.
      environment: { AWS_ENDPOINT_URL_DYNAMODB: await listen(front), ADMISSION: '{"share":80}' },
      ports: (live) => ({
        ...live,
        upstream: {
          send(...sent) {
            upstreamBegan = Math.min(upstreamBegan, performance.now());
            return live.upstream.send(...sent);
          },
        },
      }),
    });

    const see = async (kind: Kind, ask: () => Promise<unknown>): Promise<void> => {
      const upstreamBefore = api.simulator.calls.length;
      calls = [];
      upstreamBegan = Infinity;
      await ask();
      seen.set(kind, {
        calls,
        upstreamCalls: api.simulator.calls.length - upstreamBefore,
        upstreamBegan,
        line: api.log.at(-1) ?? '',
      });
      const items = await api.items();
      due.push(items.find(({ pk }) => pk?.S?.startsWith('session#'))?.['due']?.N);
      rows.set(
        kind,
        items.map((item) => [item['pk']?.S ?? '', itemBytes(item)]),
      );
    };
    let bearer = '';
    await see('start', async () => {
      ({ bearer } = await newChat(api.url, { ClientToken: crypto.randomUUID() }));
    });
    for (const [kind, path, body] of steps)
      await see(kind, async () => {
        assert.equal((await post(api.url, path, body, { bearer, headers: traced })).status, 200, kind);
      });
  });
  after(async () => {
    await api.close();
    front.close();
    front.closeAllConnections();
  });

  function of(kind: Kind): Seen {
    const one = seen.get(kind);
    assert(one, kind);
    return one;
  }

  function lengths(after: Kind, prefix: string): readonly number[] {
    return (rows.get(after) ?? []).filter(([key]) => key.startsWith(prefix)).map(([, length]) => length);
  }

  for (const kind of Object.keys(countedCalls) as Kind[])
    test(`a ${kind} is what the scale model takes it for`, () => {
      assert.deepEqual(countsOf(of(kind)), countedCalls[kind]);
    });

  test('a message is three calls, at most two of them in sequence: one before Connect is called, one after', () => {
    const message = of('message');
    assert.equal(message.upstreamCalls, 1);
    assert.deepEqual(
      message.calls
        .map(({ operation, began }) => {
          const waitedFor = sequentialCalls(message.calls.filter(({ ended }) => ended <= began));
          return `${operation} ${1 + waitedFor} ${began > message.upstreamBegan}`;
        })
        .toSorted((a, b) => a.localeCompare(b)),
      ['GetItem 1 false', 'PutItem 1 false', 'UpdateItem 2 true'],
    );
    assert.equal(
      sum(message.calls, ({ writeUnits }) => writeUnits),
      2,
    );
  });

  test('a message that has been answered does not reach Connect', () => {
    assert.equal(of('replay').upstreamCalls, 0);
  });

  test('typing events and receipts write nothing', () => {
    for (const kind of ['typing', 'receipt'] as const)
      assert.deepEqual(
        of(kind).calls.map(({ operation, consistentRead, writeUnits }) => [
          operation,
          consistentRead,
          writeUnits,
        ]),
        [['GetItem', true, 0]],
        kind,
      );
  });

  test(`a success logs at most ${mostLogged} bytes`, () => {
    for (const [kind, { line }] of seen) {
      assert.equal((JSON.parse(line) as { status: number }).status, 200, kind);
      assert(Buffer.byteLength(line) <= mostLogged, `${kind}: ${Buffer.byteLength(line)}`);
    }
  });

  test('the index of chats that are due is written as often as the scale model takes it for, and by no message', () => {
    assert.equal(indexWrites(due), values.dueWrites);
    const [started, connected, ...later] = due;
    assert.notEqual(started, connected);
    assert.deepEqual([...new Set(later)], [connected, undefined]);
  });

  test('rows are as long as the scale model takes them for, and fit into the units that they are read with', () => {
    assert.deepEqual(lengths('reconnection', 'session#'), [values.sessionRow]);
    assert.deepEqual(lengths('disconnect', 'session#'), [values.endedRow]);
    assert(lengths('message', 'ledger#').includes(values.ledgerRow));
    assert(values.sessionRow <= 4_096);
  });
});

/** What DynamoDB writes into an index: it deletes the old key, and puts the new one. */
function indexWrites(keys: readonly (string | undefined)[]): number {
  return keys.reduce((sum, key, index) => {
    const before = keys[index - 1];
    return key === before ? sum : sum + Number(before !== undefined) + Number(key !== undefined);
  }, 0);
}

function countsOf({ calls, upstreamCalls }: Seen): CallCounts {
  return {
    dynamodbCalls: calls.length,
    sequentialDynamodbCalls: sequentialCalls(calls),
    writeUnits: sum(calls, ({ writeUnits }) => writeUnits),
    readUnits: sum(calls, ({ readUnits }) => readUnits),
    upstreamCalls,
  };
}

function sum(calls: readonly DynamoDbCall[], of: (call: DynamoDbCall) => number): number {
  return calls.reduce((all, call) => all + of(call), 0);
}
