import assert from 'node:assert/strict';
import { BlockList } from 'node:net';
import { test } from 'node:test';
import fc from 'fast-check';
import { networkOf } from '../../../lambdas/admission/network.ts';

/** Whether Node's own arithmetic has two addresses in one network of so many bits. */
function together(one: string, other: string, bits: number, family: 'ipv4' | 'ipv6'): boolean {
  const list = new BlockList();
  list.addSubnet(one, bits, family);
  return list.check(other, family);
}

/** Pairs that share a beginning more often than two random ones do. */
const bits = (count: number): fc.Arbitrary<readonly [bigint, bigint]> =>
  fc
    .tuple(
      fc.bigInt({ min: 0n, max: 2n ** BigInt(count) - 1n }),
      fc.bigInt({ min: 0n, max: 2n ** BigInt(count) - 1n }),
      fc.integer({ min: 0, max: count }),
    )
    .map(([one, other, same]) => {
      const low = (1n << BigInt(count - same)) - 1n;
      return [one, (one & ~low) | (other & low)];
    });

function four(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
}

function six(value: bigint): string {
  return Array.from({ length: 8 }, (_none, index) => (value >> BigInt(112 - 16 * index)) & 0xffffn)
    .map((group) => group.toString(16))
    .join(':');
}

test('two IPv4 addresses are of one network exactly if Node says so of their /24', () => {
  fc.assert(
    fc.property(bits(32), ([one, other]) => {
      const same = networkOf(four(one)) === networkOf(four(other));
      assert.equal(same, together(four(one), four(other), 24, 'ipv4'));
    }),
  );
});

test('two IPv6 addresses are of one network exactly if Node says so of their /56', () => {
  fc.assert(
    fc.property(bits(128), ([one, other]) => {
      // Those that are IPv4 addresses are of the other kind.
      fc.pre([one, other].every((value) => value >> 32n !== 0xffffn));
      const same = networkOf(six(one)) === networkOf(six(other));
      assert.equal(same, together(six(one), six(other), 56, 'ipv6'));
    }),
  );
});

test('an address is of the same network however it is written', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }), (address, value) => {
      assert.equal(networkOf(`::ffff:${address}`), networkOf(address));
      assert.equal(networkOf(`::FFFF:${six(value).split(':').slice(6).join(':')}`), networkOf(four(value)));
    }),
  );
  assert.equal(networkOf('2001:DB8::1'), networkOf('2001:0db8:0:0:00ff:0:0:2'));
  assert.equal(networkOf('fe80::1%eth0'), networkOf('fe80::2'));
  assert.notEqual(networkOf('2001:db8:0:100::1'), networkOf('2001:db8::1'));
});

test('what is no address has no network, whatever it is', () => {
  for (const text of [
    '',
    'localhost',
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4.5',
    ':::',
    '1::2::3',
    'a]b',
    '::1/64',
    ' ::1',
  ])
    assert.equal(networkOf(text), undefined, text);
  fc.assert(fc.property(fc.string(), (text) => void networkOf(text)));
});
