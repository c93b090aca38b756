import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import {
  datesAround,
  openAt,
  openingHoursOf,
  type OpeningHours,
} from '../../../lambdas/core/opening-hours.ts';

type Slice = readonly [hours: number, minutes: number];

/** The hours that Connect answers for some dates. */
function hours(
  TimeZone: string,
  days: Readonly<Record<string, readonly (readonly [from: Slice, to: Slice])[]>>,
): OpeningHours {
  const slice = ([Hours, Minutes]: Slice): { Hours: number; Minutes: number } => ({ Hours, Minutes });
  const read = openingHoursOf({
    TimeZone,
    EffectiveHoursOfOperationList: Object.entries(days).map(([date, spans]) => ({
      Date: date,
      OperationalHours: spans.map(([from, to]) => ({ Start: slice(from), End: slice(to) })),
    })),
  });
  assert(read);
  return read;
}

/** What is said at an instant of ISO 8601: open, or when it opens. */
function at(of: OpeningHours, instant: string): string {
  const { open, opens } = openAt(of, Date.parse(instant));
  return open ? 'open' : opens === undefined ? 'closed' : new Date(opens).toISOString();
}

suite('A queue with opening hours', () => {
  const office = hours('Europe/Berlin', {
    '2026-11-26': [
      [
        [9, 0],
        [17, 30],
      ],
    ],
    '2026-11-27': [
      [
        [9, 0],
        [12, 0],
      ],
      [
        [13, 0],
        [17, 30],
      ],
    ],
  });

  test('is open between them by the clock on its own wall', () => {
    assert.equal(at(office, '2026-11-26T07:59:59Z'), '2026-11-26T08:00:00.000Z');
    assert.equal(at(office, '2026-11-26T08:00:00Z'), 'open');
    assert.equal(at(office, '2026-11-26T16:29:59Z'), 'open');
    assert.equal(at(office, '2026-11-26T16:30:00Z'), '2026-11-27T08:00:00.000Z');
    assert.equal(at(office, '2026-11-27T11:30:00Z'), '2026-11-27T12:00:00.000Z');
  });

  test('does not say when it opens where the hours tell no more', () => {
    assert.equal(at(office, '2026-11-27T17:00:00Z'), 'closed');
    assert.equal(at(hours('UTC', { '2026-12-25': [] }), '2026-12-25T12:00:00Z'), 'closed');
  });

  test('from midnight to midnight is open all day', () => {
    const always = hours('UTC', {
      '2026-11-26': [
        [
          [0, 0],
          [0, 0],
        ],
      ],
      '2026-11-27': [
        [
          [0, 0],
          [0, 0],
        ],
      ],
    });
    for (const time of ['00:00', '12:00', '23:59'])
      assert.equal(at(always, `2026-11-26T${time}:00Z`), 'open');
  });

  test('that end before they begin goes on into the next day', () => {
    const night = hours('Asia/Tokyo', {
      '2026-11-26': [
        [
          [22, 0],
          [6, 0],
        ],
      ],
    });
    assert.equal(at(night, '2026-11-26T20:59:00Z'), 'open');
    assert.equal(at(night, '2026-11-26T21:00:00Z'), 'closed');
  });

  test('opens at the same time on the wall when the clocks have changed', () => {
    const spring = hours('Europe/Berlin', {
      '2026-03-29': [
        [
          [9, 0],
          [17, 0],
        ],
      ],
    });
    assert.equal(at(spring, '2026-03-28T23:30:00Z'), '2026-03-29T07:00:00.000Z');
    const autumn = hours('America/New_York', {
      '2026-11-01': [
        [
          [9, 0],
          [17, 0],
        ],
      ],
    });
    assert.equal(at(autumn, '2026-11-01T04:30:00Z'), '2026-11-01T14:00:00.000Z');
  });

  test('in a time zone that nobody knows has none, and so is always open', () => {
    for (const TimeZone of [undefined, 'Mars/Olympus']) assert.equal(openingHoursOf({ TimeZone }), undefined);
  });

  test('is open from the instant at which it says that it opens, and not a minute before', () => {
    const zones = [
      'UTC',
      'Europe/Berlin',
      'America/New_York',
      'Asia/Kolkata',
      'Pacific/Kiritimati',
      'Australia/Lord_Howe',
    ];
    const start = Date.parse('2026-01-01T00:00:00Z');
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 365 * 24 * 60 - 1 }),
        fc.integer({ min: 4, max: 23 }),
        fc.integer({ min: 0, max: 59 }),
        (zone, minute, hour, past) => {
          const now = start + minute * 60_000;
          const { FromDate, ToDate } = datesAround(now);
          const days: Record<string, readonly (readonly [Slice, Slice])[]> = {};
          for (let day = Date.parse(FromDate); day <= Date.parse(ToDate); day += 24 * 3_600_000)
            days[new Date(day).toISOString().slice(0, 10)] = [
              [
                [hour, past],
                [hour, past === 59 ? 59 : past + 1],
              ],
            ];
          const of = hours(zone, days);
          const { open, opens } = openAt(of, now);
          if (open) return;
          assert(opens !== undefined && opens > now && opens - now <= 26 * 3_600_000, `${opens}`);
          assert.equal(openAt(of, opens).open, true);
          assert.equal(openAt(of, opens - 60_000).open, past === 59 && false);
        },
      ),
    );
  });

  test('opens at the time on the wall also in the night in which the clocks change', () => {
    const night = hours('Europe/Berlin', {
      '2026-03-29': [
        [
          [1, 30],
          [5, 0],
        ],
      ],
    });
    assert.equal(at(night, '2026-03-28T23:00:00Z'), '2026-03-29T00:30:00.000Z');
    assert.equal(at(night, '2026-03-29T02:59:00Z'), 'open');
    assert.equal(at(night, '2026-03-29T03:00:00Z'), 'closed');
    assert.deepEqual(openAt(night, Date.parse('2026-03-29T03:00:00Z')), { open: false });
  });

  test('opens at the earliest of the hours, in whichever order Connect has them', () => {
    const unordered = hours('UTC', {
      '2026-11-28': [
        [
          [9, 0],
          [17, 0],
        ],
      ],
      '2026-11-27': [
        [
          [13, 30],
          [17, 0],
        ],
        [
          [8, 15],
          [12, 0],
        ],
      ],
    });
    assert.equal(at(unordered, '2026-11-26T12:00:00Z'), '2026-11-27T08:15:00.000Z');
  });

  test('has no hours of a day or of a span that Connect tells by half', () => {
    const slice = { Hours: 9, Minutes: 0 };
    const whole = { Start: slice, End: { Hours: 17, Minutes: 0 } };
    const half = [{ Start: slice }, { End: slice }, {}];
    const spans = openingHoursOf({
      TimeZone: 'UTC',
      EffectiveHoursOfOperationList: [
        { OperationalHours: [whole] },
        { Date: '2026-11-27' },
        { Date: '2026-11-27', OperationalHours: half },
      ],
    });
    assert.deepEqual(spans, { timeZone: 'UTC', spans: [] });
    assert.deepEqual(openingHoursOf({ TimeZone: 'UTC' }), { timeZone: 'UTC', spans: [] });
  });

  test('is asked for from two days before to eight days ahead', () => {
    assert.deepEqual(datesAround(Date.parse('2026-11-26T23:59:59Z')), {
      FromDate: '2026-11-24',
      ToDate: '2026-12-04',
    });
  });
});
