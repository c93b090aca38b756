import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { attemptTimeout } from '../../../lambdas/adapters/wire/dynamodb.ts';
import { breaker } from '../../../lambdas/core/breaker.ts';
import { backoff, UpstreamError, type UpstreamFailure } from '../../../lambdas/core/upstream-failure.ts';
import { CallFailure, callUpstream } from '../../../lambdas/steps/call-upstream.ts';
import type { Ports } from '../../../lambdas/core/ports.ts';
import type { ApiRequest } from '../../../lambdas/steps/request.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import {
  budgets,
  connectionLease,
  gatewayTimeout,
  leaseRenewal,
  storeCall,
  type Budget,
} from '../../../lambdas/operations/budgets.ts';
import { operations } from '../../../lambdas/operations/operations.ts';

for (const [name, budget] of Object.entries<Budget>(budgets))
  suite(`The budget "${name}"`, () => {
    test('has each of its bounds inside the next', () => {
      const { attempt, upstream, deadline, lease, absorb } = budget;
      assert(attempt < upstream && upstream < deadline && deadline < lease);
      assert(absorb < upstream);
      assert.equal(lease - deadline, 2_000);
    });

    test('ends every call inside its bound, however slow, throttled and unlucky', async () => {
      const kinds: UpstreamFailure[] = [{ kind: 'throttled' }, { kind: 'ambiguous', detail: 'timeout' }];
      const attempt = fc.record({
        failure: fc.constantFrom(...kinds),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      });
      const late = fc.integer({ min: 0, max: budget.upstream });
      await fc.assert(
        fc.asyncProperty(
          fc.array(attempt, { minLength: 1, maxLength: 8 }),
          fc.nat(255),
          late,
          async (plan, byte, began) => {
            const { end, attempts } = await worstCase(budget, plan, byte, began);
            assert(end <= budget.upstream, `${end}`);
            // What is left must be worth an attempt.
            assert.equal(attempts === 0, began + 300 > budget.upstream);
            if (budget.absorb === 0) assert(attempts <= budget.attempts);
          },
        ),
      );
    });

    test('gives a call that hangs more than one attempt', async () => {
      const { attempts } = await worstCase(
        budget,
        [{ failure: { kind: 'ambiguous', detail: '' }, share: 1 }],
        255,
        0,
      );
      assert(attempts >= 2);
    });
  });

test('a call to the table takes no longer than the budgets assume', () => {
  assert(2 * attemptTimeout + 2 * 25 <= storeCall);
});

test('the lease on a connection outlasts an attempt and the longest pause before it', () => {
  assert(connectionLease > budgets.connection.attempt + backoff(50, 1) + attemptTimeout);
});

test('a throttled connection is tried until the end of its time, and the last attempt begins just then', async () => {
  for (const byte of [0, 100, 255]) {
    const { end } = await worstCase(
      budgets.connection,
      [{ failure: { kind: 'throttled' }, share: 0 }],
      byte,
      0,
    );
    assert.equal(end, budgets.connection.absorb);
  }
});

test('a waiting request renews its lease so often that one renewal may be lost, even after DynamoDB’s longest time', () => {
  assert(2 * leaseRenewal + storeCall + attemptTimeout < connectionLease);
});

test('every operation lives in a budget of the list, a message within about 8 seconds, a connection within what API Gateway waits', () => {
  const known = new Set<Budget>(Object.values(budgets));
  for (const { budget } of operations) assert(known.has(budget));
  assert.equal(budgets.call.deadline, 8_000);
  const coldStart = 500;
  assert.equal(budgets.connection.deadline, gatewayTimeout - coldStart);
});

/** Runs a call that never succeeds on a clock of its own; answers when it gave up, and after how many attempts. */
async function worstCase(
  budget: Budget,
  plan: readonly { readonly failure: UpstreamFailure; readonly share: number }[],
  byte: number,
  began: number,
): Promise<{ readonly end: number; readonly attempts: number }> {
  let now = began;
  let attempts = 0;
  const ports = {
    breaker: breaker(),
    now: () => now,
    random: () => new Uint8Array([byte]),
    sleep: (pause: number) => Promise.resolve(void (now += pause)),
    upstream: {
      send(_command: unknown, _input: unknown, timeout: number) {
        const { failure, share } = plan[attempts++ % plan.length] ?? {
          failure: { kind: 'throttled' },
          share: 1,
        };
        now += timeout * share;
        return Promise.reject(new UpstreamError(failure));
      },
    },
  } as unknown as Ports;
  const operation = { errors: [] } as unknown as ApiRequest['operation'];
  const request = { began: 0, trace: newTrace(), operation } as unknown as ApiRequest;
  const input = { ContentType: 'text/plain', Content: '', ConnectionToken: '' };
  await assert.rejects(callUpstream({ command: 'SendMessage', input, budget }, request, ports), CallFailure);
  return { end: now, attempts };
}
