import assert from 'node:assert/strict';
import { test } from 'node:test';
import { limitsOf } from '../../../lambdas/core/admission.ts';

test('without a setting, the limits are the documented ones', () => {
  const { mostChats, inAll, perNetwork, perUser } = limitsOf();
  assert.equal(mostChats('any'), 400);
  assert.deepEqual(inAll, { burst: 8, milliseconds: 1_600 });
  assert.deepEqual(perNetwork, { burst: 40, milliseconds: 300_000 });
  assert.deepEqual(perUser, { burst: 10, milliseconds: 300_000 });
});

test('an instance has the share of its own quota, a whole chat at least', () => {
  const { mostChats } = limitsOf({ chats: 100, chatsOf: { small: 1, odd: 33 }, share: 50 });
  assert.equal(mostChats('other'), 50);
  assert.equal(mostChats('odd'), 16);
  assert.equal(mostChats('small'), 1);
  assert.equal(mostChats('constructor'), 50);
});

test('starts are limited as it is set, or not at all', () => {
  const { inAll, perNetwork, perUser } = limitsOf({
    rate: 2,
    burst: 3,
    perNetwork: { starts: 7, minutes: 2 },
    perUser: false,
  });
  assert.deepEqual(inAll, { burst: 3, milliseconds: 1_500 });
  assert.deepEqual(perNetwork, { burst: 7, milliseconds: 120_000 });
  assert.equal(perUser, undefined);
});
