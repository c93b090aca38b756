import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { networkAddress } from '../../stress/clients/addresses.ts';
import { openLoop } from '../../stress/clients/open-loop.ts';
import { fairness } from '../../stress/judge/latency.ts';
import { seededRandom } from '../support/seeded-random.ts';

function network(address: string): string {
  return address.split('.').slice(0, 3).join('.');
}

test('every address is one of loopback, and no two share a network of 256', () => {
  const index = fc.nat(65_023);
  fc.assert(
    fc.property(index, index, (one, other) => {
      assert.match(networkAddress(one), /^127(\.\d{1,3}){3}$/);
      assert.notEqual(network(networkAddress(one)), '127.0.0');
      assert.equal(network(networkAddress(one)) === network(networkAddress(other)), one === other);
    }),
  );
  assert.throws(() => networkAddress(65_024), RangeError);
});

test('requests come at their rate, whether or not those before have been answered', async () => {
  const asked: number[] = [];
  const times = [0];
  const elapsed = (): number => times.shift() ?? 3_600_000;
  const answers = openLoop(
    // An hour of them, which has passed when it begins.
    {
      perSecond: 1,
      forMs: 3_600_000,
      random: seededRandom(5),
      now: elapsed,
      signal: new AbortController().signal,
    },
    (index) => {
      asked.push(index);
      return Promise.resolve(index);
    },
  );
  assert.deepEqual(await answers, asked);
  assert.ok(asked.length > 3_400 && asked.length < 3_800, String(asked.length));
});

test('it is fair where the slowest waits at most twice as long as the one in the middle, or not long', () => {
  const alike = [[900], [1_000], [1_100]];
  assert.ok(fairness([...alike, [1_900]]).holds);
  assert.ok(!fairness([...alike, [2_300]]).holds);
  assert.ok(fairness([[5], [6], [400]]).holds);
  assert.ok(!fairness([[5], [6], [501]]).holds);
});
