import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Look } from '../../stress/outage/page-visitor.ts';
import { playOutage } from '../../stress/outage/play.ts';
import { isBack, judge, type Account } from '../../stress/outage/verdict.ts';
import { skipped } from '../clients/journeys/browser.ts';
import { seededRandom } from '../support/seeded-random.ts';

const look: Look = { composer: true, draft: '', own: ['one', 'two'], theirs: ['hello'], calm: true };
const sound: Account = {
  name: 'Ada',
  said: ['one', 'two'],
  agentSaid: ['hello'],
  arrived: ['one', 'two'],
  contacts: 1,
  shown: look,
};

const nothing = { notOnce: [], disordered: [], shownElse: [], unheard: [], chats: [] };

test('nothing is wrong where all that was said arrived once, in order, and is shown so', () => {
  assert.deepEqual(judge([sound, { ...sound, name: 'Ben' }]), nothing);
  assert.ok(isBack(sound, look));
});

test('what is lost, doubled, out of order, made up or not shown is told of its visitor', () => {
  const wrong = (more: Partial<Account>): object => judge([{ ...sound, ...more }]);
  assert.deepEqual(wrong({ arrived: ['one'] }), { ...nothing, notOnce: ['Ada: two is not at Connect'] });
  assert.deepEqual(wrong({ arrived: ['one', 'two', 'one'] }), {
    ...nothing,
    notOnce: ['Ada: one is there twice'],
  });
  assert.deepEqual(wrong({ arrived: ['one', 'two', 'three'] }), {
    ...nothing,
    notOnce: ['Ada: nobody said three'],
  });
  assert.deepEqual(wrong({ arrived: ['two', 'one'] }), {
    ...nothing,
    disordered: ['Ada: two came too early'],
  });
  for (const own of [['one'], ['one', 'two', 'two'], ['two', 'one'], ['one', 'failed two']]) {
    const shown = { ...look, own };
    assert.equal(judgeOf({ shown }).shownElse.length, 1);
    assert.ok(!isBack(sound, shown));
  }
  for (const theirs of [[], ['hello', 'hello']])
    assert.ok(
      !isBack(sound, { ...look, theirs }) && judgeOf({ shown: { ...look, theirs } }).unheard.length === 1,
    );
  assert.ok(!isBack(sound, { ...look, calm: false }));
  assert.deepEqual(wrong({ contacts: 2 }), { ...nothing, chats: ['Ada: 2 chats'] });
});

function judgeOf(more: Partial<Account>): ReturnType<typeof judge> {
  return judge([{ ...sound, ...more }]);
}

test(
  'pages whose API is killed in the middle of a message lose and double nothing',
  { skip: skipped },
  async () => {
    const stage = {
      seed: 8,
      random: seededRandom(8),
      quick: true,
      signal: new AbortController().signal,
      progress: { step: () => undefined },
      show: () => undefined,
    };
    const result = await playOutage(stage, { visitors: 1, rounds: 1, downMs: 1_000, stormMs: 0 });
    const { notOnce, disordered, shownElse, unheard, chats, withoutComposer, draftsLost, notBack } = result;
    assert.deepEqual(
      [
        ...notOnce,
        ...disordered,
        ...shownElse,
        ...unheard,
        ...chats,
        ...withoutComposer,
        ...draftsLost,
        ...notBack,
      ],
      [],
    );
    assert.deepEqual([result.killed, result.killedAfter], [1, 1]);
    assert.equal(result.reloads, 2);
    assert.ok(result.looks > 0 && result.drafts > 0);
  },
);
