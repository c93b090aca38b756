import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { breaker, type Breaker } from '../../../lambdas/core/breaker.ts';

const key = 'SendMessage instance';

function fails(circuit: Breaker, now: number, random = 0.5): void {
  circuit.tell(key, { failed: true, now, random });
}

function succeeds(circuit: Breaker, now: number): void {
  circuit.tell(key, { failed: false, now, random: 0 });
}

/** One that five failures have opened, at 0. */
function opened(random: number): Breaker {
  const circuit = breaker();
  for (let times = 0; times < 5; times++) fails(circuit, 0, random);
  return circuit;
}

test('five failures in ten seconds open it, for one to five seconds', () => {
  for (const [random, milliseconds] of [
    [0, 1_000],
    [0.5, 3_000],
    [0.999, 4_996],
  ] as const)
    assert.equal(opened(random).admit(key, 0), milliseconds);
});

test('four failures do not, nor five in more than ten seconds, nor as many as succeed', () => {
  const four = breaker();
  for (let times = 0; times < 4; times++) fails(four, 0);
  assert.equal(four.admit(key, 0), 0);
  const slow = breaker();
  for (let times = 0; times < 50; times++) fails(slow, times * 2_500);
  assert.equal(slow.admit(key, 125_000), 0);
  const half = breaker();
  fails(half, 0);
  for (let times = 0; times < 20; times++) {
    succeeds(half, times);
    fails(half, times);
    succeeds(half, times);
  }
  assert.equal(half.admit(key, 20), 0);
});

test('then one call is let through as a probe, and no other until it has its result', () => {
  const circuit = opened(0);
  assert.equal(circuit.admit(key, 999), 1);
  assert.equal(circuit.admit(key, 1_000), 0);
  assert.ok(circuit.admit(key, 1_001) > 0);
  succeeds(circuit, 1_100);
  assert.equal(circuit.admit(key, 1_100), 0);
  assert.equal(circuit.admit(key, 1_100), 0);
});

test('a failed probe opens it again, and a probe without a result blocks no longer than an attempt takes', () => {
  const circuit = opened(0);
  assert.equal(circuit.admit(key, 1_000), 0);
  fails(circuit, 1_200, 0);
  assert.equal(circuit.admit(key, 1_200), 1_000);
  assert.equal(circuit.admit(key, 2_200), 0);
  const wait = circuit.admit(key, 2_201);
  assert.ok(wait > 0 && wait <= 6_000);
  assert.equal(circuit.admit(key, 2_201 + wait), 0);
});

test('other operations and other instances go on', () => {
  const circuit = opened(0);
  assert.equal(circuit.admit('SendMessage other', 0), 0);
  assert.equal(circuit.admit('GetTranscript instance', 0), 0);
});

test('whatever happens, it is closed once nothing has failed for as long as it can be open', () => {
  const happening = fc.record({
    after: fc.nat(3_000),
    failed: fc.boolean(),
    random: fc.double({ min: 0, max: 0.99, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 300 }), (all) => {
      const circuit = breaker();
      let now = 0;
      for (const { after, failed, random } of all) {
        now += after;
        if (circuit.admit(key, now) === 0) circuit.tell(key, { failed, now, random });
        assert.ok(circuit.admit(key, now) <= 6_000);
      }
      now += 12_000;
      assert.equal(circuit.admit(key, now), 0);
      succeeds(circuit, now);
      assert.equal(circuit.admit(key, now), 0);
    }),
  );
});

/** What each letter says of a call, all of them at once: f fails, s succeeds. */
function after(calls: string): Breaker {
  const circuit = breaker();
  for (const call of calls) (call === 'f' ? fails : succeeds)(circuit, 0);
  return circuit;
}

test('successes in between are counted, and do not forget the failures', () => {
  assert.equal(after('ffffs').admit(key, 0), 0);
  assert.ok(after('ffffsf').admit(key, 0) > 0);
  assert.equal(after('fsfsfsfssf').admit(key, 0), 0, 'half of them');
  assert.equal(after('fsssssffff').admit(key, 0), 0, 'half of them');
  assert.ok(after('fsssssfffff').admit(key, 0) > 0, 'more than half');
  assert.equal(after(`f${'s'.repeat(20)}ffff`).admit(key, 0), 0, 'a fifth of them');
});

test('of more than a hundred calls the latest count', () => {
  const before = `f${'s'.repeat(99)}`;
  assert.equal(after(before + 'f'.repeat(50)).admit(key, 0), 0);
  assert.ok(after(before + 'f'.repeat(51)).admit(key, 0) > 0);
});
