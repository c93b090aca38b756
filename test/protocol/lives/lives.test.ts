import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectWithin, leaveGrace } from '../../../lambdas/core/lifecycle.ts';
import { playLives, type Weather } from './play.ts';

/**
 * Random lives of chats, in simulated time: the real handlers and the real reaper over stores in memory, with visitors
 * who come, stay, load anew and go, agents who transfer and end, crashes, failures of the store, and an EventBridge that
 * loses, doubles, delays and turns round.
 */

const calm: Weather = { crashes: 0, storeErrors: 0, eventsLost: 0, sweepCrashes: 0, clocks: 0 };
const weathers: Readonly<Record<string, Weather>> = {
  'in calm': calm,
  'with no event at all': { ...calm, eventsLost: 1 },
  'with crashes at any step': { ...calm, crashes: 0.04, eventsLost: 0.1 },
  'with a store that fails at times': { ...calm, storeErrors: 0.05, eventsLost: 0.3 },
  'with sweeps that are cut off': { ...calm, crashes: 0.02, sweepCrashes: 0.03 },
  'with clocks apart, and all of it': {
    crashes: 0.03,
    storeErrors: 0.02,
    eventsLost: 0.3,
    sweepCrashes: 0.02,
    clocks: 2_000,
  },
};

/** Lives in each weather; `LIVES=1000` plays more, and `SEED` others. */
const lives = Number(process.env['LIVES'] ?? 60);
const seed = Number(process.env['SEED'] ?? 1);

for (const [what, weather] of Object.entries(weathers))
  test(`no chat is open longer than it may be, and none that goes on is ended, ${what}`, async () => {
    let ended = 0;
    let unfound = 0;
    for (let play = 0; play < lives / 6; play++) {
      const history = await playLives(seed * 1_000 + play, 6, weather);
      ended += history.reaped;
      unfound += history.unfound;
      const where = `seed ${seed}, play ${play}: ${history.told.join('\n')}`;
      assert.deepEqual(history.wronglyEnded, [], where);
      // One that nobody can find is counted, and stays until its duration is over.
      assert.ok(history.lost.length <= history.unfound, where);
      if (weather.eventsLost + weather.crashes === 0) assert.deepEqual(history.lost, [], where);
      const slack = 90_000 + 2 * weather.clocks + history.sweepsCutOff * 60_000;
      for (const { late, contact } of history.lateness)
        assert.ok(late <= slack, `${contact} was open ${late} ms too long: ${where}`);
      assert.equal(history.counted, history.open, where);
      assert.ok(history.doubled === 0, where);
    }
    assert.ok(ended > 0);
    if (weather.crashes + weather.storeErrors === 0) assert.equal(unfound, 0);
  });

test('the bounds are those that the document names', () => {
  assert.equal(connectWithin, 300_000);
  assert.equal(leaveGrace, 60_000);
});
