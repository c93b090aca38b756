import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ranges, searchable } from '../../../lib/eraser/find-contacts.ts';

const week = 7 * 24 * 3_600_000;

test('ranges cover the time since then without a gap, none is longer than Connect takes, and the newest comes first', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: searchable, max: 4e12 }),
      fc.integer({ min: 0, max: searchable }),
      (now, back) => {
        const since = now - back;
        const found = ranges({ since, now });
        assert.equal(found[0]?.[1], now);
        assert.equal(found.at(-1)?.[0], since);
        for (const [index, [from, to]] of found.entries()) {
          assert.ok(from <= to && to - from < 8 * week);
          if (index > 0) assert.equal(to, found[index - 1]?.[0]);
        }
        assert.ok(found.length <= 15);
      },
    ),
  );
});
