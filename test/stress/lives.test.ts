import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectWithin, leaveGrace } from '../../lambdas/core/lifecycle.ts';
import { newLife, type Life } from '../../stress/lives/life.ts';
import { playOverProcesses } from '../../stress/lives/over-processes.ts';
import { chatDuration, goesOn, lateness, limitOf } from '../../stress/lives/verdict.ts';
import { seededRandom } from '../support/seeded-random.ts';

const asked = 1_800_000_000_000;
const lifeWith = (more: Partial<Life>): Life => ({ ...newLife('Ada'), asked, ...more });

test('a chat may last until nobody has connected, its page has left for good, or its duration is over', () => {
  const left = asked + 600_000;
  assert.equal(limitOf(lifeWith({})), asked + connectWithin);
  assert.equal(limitOf(lifeWith({ tried: true })), asked + chatDuration);
  assert.equal(limitOf(lifeWith({ tried: true, left })), asked + chatDuration);
  assert.equal(limitOf(lifeWith({ tried: true, left, gone: true })), left + leaveGrace);
});

test('a contact is late by what it is open for longer, less a minute for each sweep that was killed then', () => {
  const life = lifeWith({});
  const until = asked + connectWithin + 100_000;
  assert.equal(lateness(life, until, []), 100_000);
  assert.equal(lateness(life, until, [asked, until - 30_000, until + 1]), 40_000);
});

test('a chat goes on whose page is there, or has just left, and that nobody has ended', () => {
  const now = asked + 600_000;
  const there = { tried: true, connected: true };
  assert.equal(goesOn(lifeWith({}), now), false);
  assert.equal(goesOn(lifeWith(there), now), true);
  assert.equal(goesOn(lifeWith({ ...there, left: now - 30_000 }), now), true);
  assert.equal(goesOn(lifeWith({ ...there, left: now - leaveGrace }), now), false);
  assert.equal(goesOn(lifeWith({ ...there, over: true }), now), false);
  assert.equal(goesOn(lifeWith(there), asked + chatDuration), false);
});

test('a few lives over real processes end in time, and none before', async () => {
  const random = seededRandom(11);
  const { signal } = new AbortController();
  const stage = {
    seed: 11,
    random,
    quick: true,
    signal,
    progress: { step: () => undefined },
    show: () => undefined,
  };
  const played = await playOverProcesses(stage, 6, 2);
  assert.deepEqual([...played.wronglyEnded, ...played.late, ...played.doubled], []);
  assert.ok(played.contacts > 0);
  assert.ok(played.unfound <= played.counted);
  assert.ok(played.looks > 20);
  assert.equal(played.right, played.looks);
});
