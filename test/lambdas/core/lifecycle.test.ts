import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  connectWithin,
  dueAt,
  happenings,
  isBack,
  isOpen,
  leaveGrace,
  leaveOverlap,
  next,
  stateOf,
  states,
  type Life,
  type State,
} from '../../../lambdas/core/lifecycle.ts';
import type { OwnerNonce } from '../../../lambdas/core/tokens.ts';

const page = readFileSync(new URL('../../../docs/reliability.md', import.meta.url), 'utf8');

/** The transitions of the picture in the document, as `from happening to`. */
function drawn(): string[] {
  const picture = /```mermaid\nstateDiagram-v2\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  return picture
    .split('\n')
    .flatMap((line) => {
      const [, from, to, happened] = /^ *(\w+) --> (\w+): (.+)$/.exec(line) ?? [];
      return happened === undefined ? [] : happened.split(', ').map((one) => `${from} ${one} ${to}`);
    })
    .toSorted();
}

test('the document draws every transition, and no other', () => {
  const all = states.flatMap((from) =>
    happenings.flatMap((happening) => {
      const to = next(from, happening);
      return to === from ? [] : [`${from} ${happening} ${to}`];
    }),
  );
  assert.deepEqual(drawn(), all.toSorted());
});

test('the document says how long a state may last', () => {
  assert.match(page, new RegExp(`${connectWithin / 60_000} minutes after its start`));
  assert.match(page, new RegExp(`${leaveGrace / 1_000} seconds after its page has left`));
});

test('whatever happens, in whatever order, a chat that has ended does not open again', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...happenings)), (happened) => {
      let state: State = 'starting';
      let open = true;
      for (const happening of happened) {
        state = next(state, happening);
        assert.ok(open || !isOpen(state), `${happening} has opened it again`);
        open = isOpen(state);
      }
    }),
  );
});

test('what happens twice is as if it had happened once', () => {
  for (const state of states)
    for (const happening of happenings)
      assert.equal(next(next(state, happening), happening), next(state, happening), `${state} ${happening}`);
});

test('every state that holds a place at Connect can be ended by its time, by Connect, and by its holder', () => {
  for (const state of states.filter(isOpen)) {
    assert.ok(!isOpen(next(state, 'due')), state);
    assert.ok(!isOpen(next(state, 'over')), state);
    if (state !== 'starting') assert.equal(next(state, 'revoke'), 'revoked');
  }
});

const created = Date.UTC(2026, 10, 20);
const expires = created + 8 * 3_600_000;
const chat: Life = { created, expires, ended: false };
const connecting = (lease: number): NonNullable<Life['connecting']> => ({
  owner: 'one' as OwnerNonce,
  lease,
});

const lives: readonly [string, Life, State, number | undefined][] = [
  ['that is being started', { ...chat, starting: true }, 'starting', created + connectWithin],
  ['to which nobody has connected', chat, 'created', created + connectWithin],
  ['that is connected', { ...chat, connection: {} }, 'connected', expires],
  ['whose page has left', { ...chat, connection: {}, left: created + 1 }, 'left', created + 1 + leaveGrace],
  [
    'whose page has left before it connected',
    { ...chat, left: created + 1 },
    'left',
    created + 1 + leaveGrace,
  ],
  ['whose page has left at its end', { ...chat, connection: {}, left: expires - 1 }, 'left', expires],
  ['that is over', { ...chat, ended: 'over' }, 'ended', undefined],
  ['that has expired', { ...chat, ended: 'expired', left: created }, 'expired', undefined],
  ['that its holder has ended', { ...chat, ended: true, connection: {} }, 'revoked', undefined],
  [
    'to which somebody is connecting',
    { ...chat, connecting: connecting(created + connectWithin + 9_000) },
    'created',
    created + connectWithin + 9_000,
  ],
  [
    'whose page has left and is coming back',
    { ...chat, connection: {}, left: created, connecting: connecting(created + leaveGrace + 9_000) },
    'left',
    created + leaveGrace + 9_000,
  ],
  ['that is shorter than that', { ...chat, expires: created + 1 }, 'created', created + 1],
];

for (const [what, life, state, due] of lives)
  test(`a chat ${what} is ${state}, and due ${due === undefined ? 'never' : 'in its time'}`, () => {
    assert.equal(stateOf(life), state);
    assert.equal(dueAt(life), due);
  });

test('every happening changes some state', () => {
  for (const happening of happenings)
    assert.ok(
      states.some((state) => next(state, happening) !== state),
      happening,
    );
});

test('a page that had left is back once it is used later than what it sent before may arrive', () => {
  const life: Life = { created: 0, expires: 1_000_000, ended: false, left: 10_000, connection: {} };
  const { left: _, ...stayed } = life;
  const { connection: __, ...unconnected } = life;
  assert.ok(!isBack(life, 10_000 + leaveOverlap));
  assert.ok(isBack(life, 10_001 + leaveOverlap));
  assert.ok(!isBack(stayed, 900_000), 'it has not left');
  assert.ok(!isBack(unconnected, 900_000), 'it has never been there');
});
