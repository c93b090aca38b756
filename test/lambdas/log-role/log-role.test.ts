import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { decide, serve, type Ports } from '../../../lambdas/log-role/log-role.ts';
import { simulatedTime } from '../../support/simulated-time.ts';

const ours = 'arn:aws:iam::123456789012:role/chat-ApiCloudWatchRole';
const url = 'https://cloudformation-custom-resource-response.s3.amazonaws.com/one?X-Amz-Signature=canary';
/** Milliseconds, as lib/api/log-role.ts has it. */
const lambdaTimeout = 180_000;

/** What befalls a call: it may be refused, or carried out without an answer. */
type Fate = 'good' | 'refused' | 'lost';

interface World {
  role: string | undefined;
  /** Roles that our calls have put there. */
  readonly sets: string[];
  calls: number;
  readonly answers: Record<string, unknown>[];
  readonly log: string[];
}

interface Fates {
  readonly account: Iterator<Fate>;
  readonly answer: Iterator<Fate>;
}

/** Serves one event on a clock of its own, and answers at which millisecond of the invocation it ended. */
async function invoke(event: unknown, world: World, { account, answer }: Fates): Promise<number> {
  const time = simulatedTime(0, () => 0.5);
  async function call<T>(fates: Iterator<Fate>, timeout: number, carryOut: () => T): Promise<T> {
    const fate = (fates.next().value as Fate | undefined) ?? 'good';
    await time.sleep(fate === 'good' ? 50 : fate === 'refused' ? 200 : timeout);
    if (fate === 'refused') throw new Error('BadRequestException: The role ARN does not have permissions');
    const result = carryOut();
    if (fate === 'lost') throw new Error('TimeoutError: The operation was aborted due to timeout');
    return result;
  }
  const ports: Ports = {
    account: {
      role: (timeout) => {
        world.calls++;
        return call(account, timeout, () => world.role);
      },
      setRole: (arn, timeout) => {
        world.calls++;
        return call(account, timeout, () => {
          world.sets.push(arn);
          world.role = arn;
        });
      },
    },
    answer: (to, body, timeout) =>
      call(answer, timeout, () => {
        assert.equal(to, url);
        world.answers.push(JSON.parse(body) as Record<string, unknown>);
      }),
    sleep: (milliseconds) => time.sleep(milliseconds),
    remaining: () => lambdaTimeout - time.now(),
    log: (line) => world.log.push(line),
  };
  let failure: unknown;
  const served = serve(event, ports).catch((error: unknown) => (failure = error));
  await time.run();
  await served;
  if (failure !== undefined) throw failure as Error;
  return time.now();
}

function event(type: string, more: object = {}): object {
  return {
    RequestType: type,
    ResponseURL: url,
    StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/chat/1',
    RequestId: 'request-1',
    LogicalResourceId: 'ApiLogRole',
    ResourceType: 'Custom::ApiGatewayLogRole',
    ResourceProperties: { ServiceToken: 'arn:aws:lambda:…', RoleArn: ours, ServiceTimeout: '600' },
    ...(type !== 'Create' && { PhysicalResourceId: 'api-gateway-log-role' }),
    ...more,
  };
}

function world(role?: string): World {
  return { role, sets: [], calls: 0, answers: [], log: [] };
}

function* always(fate: Fate): Generator<Fate> {
  for (;;) yield fate;
}

const noFaults: Fates = { account: always('good'), answer: always('good') };

suite('The function for API Gateway’s log role', () => {
  test('sets the role where the account has none, an empty one included', async () => {
    for (const none of [undefined, '']) {
      const account = world(none);
      await invoke(event('Create'), account, noFaults);
      assert.equal(account.role, ours);
      assert.deepEqual(account.answers, [
        {
          Status: 'SUCCESS',
          PhysicalResourceId: 'api-gateway-log-role',
          StackId: 'arn:aws:cloudformation:eu-central-1:123456789012:stack/chat/1',
          RequestId: 'request-1',
          LogicalResourceId: 'ApiLogRole',
        },
      ]);
    }
  });

  test('decides by the lack of a role alone', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (role) => {
        assert.equal(decide(role), 'leave');
      }),
    );
    assert.equal(decide(undefined), 'set');
  });

  test('waits until a role that was made just now is known to API Gateway', async () => {
    const account = world();
    const refusedThrice: Fate[] = ['good', 'refused', 'good', 'refused', 'good', 'refused'];
    const time = await invoke(event('Create'), account, {
      ...noFaults,
      account: refusedThrice[Symbol.iterator](),
    });
    assert.equal(account.role, ours);
    assert.equal(account.answers[0]?.['Status'], 'SUCCESS');
    // UpdateAccount is admitted once in 20 seconds.
    assert.ok(time >= 60_000);
  });

  test('fails with API Gateway’s own words and what to do, if the role is never accepted', async () => {
    const account = world();
    let calls = 0;
    const refusedToSet: Iterator<Fate> = {
      next: () => ({ value: calls++ % 2 === 0 ? 'good' : 'refused', done: false }),
    };
    const time = await invoke(event('Create'), account, { ...noFaults, account: refusedToSet });
    const [answer] = account.answers;
    assert.equal(answer?.['Status'], 'FAILED');
    const reason = String(answer['Reason']);
    assert.match(reason, /BadRequestException: The role ARN does not have permissions/);
    assert.match(reason, /Set a role in the console .* or.* -c apiGatewayLogRole=false/);
    assert.equal(account.role, undefined);
    assert.ok(time < lambdaTimeout - 10_000);
  });

  test('answers what no request of CloudFormation should ask, and gives its reason', async () => {
    for (const odd of [event('Import'), event('Create', { ResourceProperties: { RoleArn: 7 } })]) {
      const account = world();
      await invoke(odd, account, noFaults);
      assert.equal(account.answers[0]?.['Status'], 'FAILED');
      assert.match(String(account.answers[0]['Reason']), /Import are not known|RoleArn must be/);
      assert.equal(account.calls, 0);
    }
  });

  test('does nothing for an event that nobody waits for', async () => {
    for (const odd of [
      undefined,
      null,
      {},
      'text',
      { RequestType: 'Create' },
      event('Create', { StackId: 7 }),
    ]) {
      const account = world();
      await invoke(odd, account, noFaults);
      assert.deepEqual(account.answers, []);
      assert.equal(account.calls, 0);
      assert.match(account.log[0] ?? '', /nobody to answer/);
    }
  });

  test('a reason fits into the 4,096 bytes of an answer, whatever API Gateway says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 20_000 }), async (said) => {
        const account = world();
        const time = simulatedTime(0, () => 0.5);
        const served = serve(event('Create'), {
          account: { role: () => Promise.reject(new Error(said)), setRole: () => Promise.resolve() },
          answer: (_url, body) =>
            Promise.resolve(void account.answers.push({ bytes: Buffer.byteLength(body) })),
          sleep: (milliseconds) => time.sleep(milliseconds),
          remaining: () => lambdaTimeout - time.now(),
          log: () => {},
        });
        await time.run();
        await served;
        assert.ok(Number(account.answers[0]?.['bytes']) <= 4_096);
      }),
      { numRuns: 30 },
    );
  });

  test('invoked again after an answer that did not arrive, it answers the same', async () => {
    const account = world();
    await assert.rejects(
      invoke(event('Create'), account, { ...noFaults, answer: always('refused') }),
      /CloudFormation could not be answered/,
    );
    assert.equal(account.role, ours);
    await invoke(event('Create'), account, noFaults);
    assert.deepEqual(account.sets, [ours]);
    assert.equal(account.answers[0]?.['Status'], 'SUCCESS');
  });

  const fates = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constant<Fate>('good') },
      fc.constant<Fate>('refused'),
      fc.constant<Fate>('lost'),
    ),
    { maxLength: 24 },
  );
  const step = fc.record({
    type: fc.constantFrom('Create', 'Update', 'Delete'),
    role: fc.constantFrom(ours, `${ours}-2`),
    /** What somebody else does to the account before it. */
    before: fc.option(fc.constantFrom('arn:aws:iam::123456789012:role/theirs', '', undefined), {
      nil: 'nothing' as const,
    }),
    fates,
    answers: fates,
    replayed: fc.boolean(),
  });

  test('whatever happens in which order, a role that is there stays, deleting touches nothing, and each request is answered in time', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const account = world();
        for (const { type, role, before, fates: onAccount, answers, replayed } of steps) {
          if (before !== 'nothing') account.role = before;
          for (let invocation = 0; invocation < (replayed ? 2 : 1); invocation++) {
            const was = account.role;
            account.calls = 0;
            account.answers.length = 0;
            const asked = event(type, { ResourceProperties: { RoleArn: role } });
            const ended = await invoke(asked, account, {
              account: onAccount[Symbol.iterator](),
              answer: answers.slice(0, 5)[Symbol.iterator](),
            });

            assert.ok(ended <= lambdaTimeout);
            if (was !== undefined && was !== '') assert.equal(account.role, was);
            if (type === 'Delete') {
              assert.equal(account.calls, 0);
              assert.equal(account.role, was);
            }
            const [answer] = account.answers;
            // One whose receipt was lost is repeated, and says the same.
            for (const other of account.answers) assert.deepEqual(other, answer);
            assert.equal(answer?.['RequestId'], 'request-1');
            assert.equal(answer['PhysicalResourceId'], 'api-gateway-log-role');
            if (answer['Status'] === 'SUCCESS' && type !== 'Delete') assert.ok(account.role);
            if (answer['Status'] === 'FAILED') assert.ok(onAccount.some((fate) => fate !== 'good'));
          }
        }
        for (const line of account.log) assert.doesNotMatch(line, /canary/);
      }),
      { numRuns: 300 },
    );
  });
});
