import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import prettier from 'prettier';
import { fixedCost, monthlyCost, storedBytes, total } from '../../bench/scale/cost.ts';
import type { Duration } from '../../bench/scale/duration.ts';
import { coldShare, environmentsNeeded, type Load } from '../../bench/scale/environments.ts';
import { values } from '../../bench/scale/inputs.ts';
import { ownLatency } from '../../bench/scale/latency.ts';
import { firstLimit, limits } from '../../bench/scale/limits.ts';
import { pointAt, sizes, type MeasuredCounts } from '../../bench/scale/model.ts';
import { poisson, poissonQuantile } from '../../bench/scale/poisson.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { scaleSection } from '../../bench/scale/section.ts';
import { storm, stormSaid } from '../../bench/scale/storm.ts';
import { gatewayTimeout } from '../../lambdas/operations/budgets.ts';
import { plausible } from './plausible-counts.ts';

const points = sizes.map((chats) => pointAt(chats, plausible, values));

test('100 chats, computed by hand', () => {
  const { requests, dynamodb, cost } = pointAt(100, plausible, values);
  // 100 messages a minute, with three events each.
  close(requests.messages, 100 / 60);
  close(requests.events, 300 / 60);
  // A chat of ten minutes: 100 of them begin in 600 seconds, each with 1.2 connections.
  close(requests.starts, 100 / 600);
  close(requests.connections, 120 / 600);
  // A chat: 10 messages, 20 typing events, 10 receipts, a start, 1.2 connections, a transcript, half a disconnect and
  // 6 preflights are 49.7 requests.
  close(requests.all, (100 * 49.7) / 600);
  // 10 × 2 for messages, 8 for the start, 4 and 0.2 × 5 for connections, 1 for the transcript, 0.5 × 5 for disconnects.
  close(dynamodb.writes, (100 * 36.5) / 600);
  // All but the start read the session once: 10 + 20 + 10 + 1.2 + 1 + 0.5.
  close(dynamodb.reads, (100 * 42.7) / 600);
  // 4.97 requests a message at 3.50 and 0.60 a million.
  close(cost.apiGateway, 17.395);
  close(cost.waf, 2.982);
  close(cost.dataOut, 4.97 * 0.09);
  // 16 + 6.70 + 3.50 + 3, and 45 metrics for 243 of 730 hours; over 100 × 60 × 243 messages.
  close(cost.fixed, (29.2 + (13.5 * 243) / 730) / 1.458);
});

test('a million messages cost less the more chats there are, and never less than what grows with them', () => {
  const costs = points.map(({ cost }) => total(cost));
  for (const [index, cost] of costs.entries()) {
    assert.ok(cost < (costs[index - 1] ?? Infinity));
    // Without cold starts, of which there are fewer with more chats, everything but the fixed part is in proportion.
    const warm = pointAt(100_000, { ...plausible, coldCpuMilliseconds: 0 }, values).cost;
    assert.ok(cost > total(warm) - warm.fixed);
  }
  const [one, ten] = points;
  assert.ok(one && ten);
  close(one.cost.fixed, 10 * ten.cost.fixed);
});

test('of a month, the fixed part is all that is left without chats', () => {
  close(total(monthlyCost(1e-9, plausible, values)), fixedCost(values), 1e-6);
});

test('every count that is measured costs something', () => {
  const base = total(monthlyCost(100, plausible, values));
  for (const kind of ['message', 'event'] as const)
    for (const count of [
      'sequentialDynamodbCalls',
      'writeUnits',
      'readUnits',
      'upstreamCalls',
      'logBytes',
      'cpuMilliseconds',
    ] as const) {
      const more = { ...plausible, [kind]: { ...plausible[kind], [count]: plausible[kind][count] + 1 } };
      assert.ok(total(monthlyCost(100, more, values)) > base, `${kind} ${count}`);
    }
  const colder = { ...plausible, coldCpuMilliseconds: 200 };
  assert.ok(total(monthlyCost(100, colder, values)) > base);
});

test('500 chats that reconnect at once, computed by hand: the official client has attempts enough', () => {
  const { seconds, attempts, gigabyteSeconds, lambda } = storm(500);
  // The first 9 at once, then 6 a second: 491 / 6. The waits are 1/6, 2/6 and so on, at half a gigabyte.
  close(seconds, 491 / 6);
  close(gigabyteSeconds, (491 * 492) / 2 / 6 / 2);
  close(lambda, gigabyteSeconds * 0.000_013_333_4);
  assert.equal(attempts, 3);
  assert.ok(
    500 * (gatewayTimeout / 1_000) * 3 * 0.5 > gigabyteSeconds,
    'less than if each waited to the end',
  );
  // One more second of waiting less, and some of them would ask a fourth time.
  assert.ok(seconds > 3 * 27);
});

test('docs/performance.md says of a storm of reconnections what is computed from the code', () => {
  const page = readFileSync(new URL('../../docs/performance.md', import.meta.url), 'utf8').replaceAll(
    /\s+/g,
    ' ',
  );
  for (const paragraph of stormSaid()) assert.ok(page.includes(paragraph), paragraph);
});

test('rows in the table are as many as come within their time', () => {
  // Around the clock: of 100 chats, 8,640 messages each last for 24 hours; starts and half as many disconnects, too.
  const always = { ...values, hours: 730, sessionRow: 0, endedRow: 0, ledgerRow: 1 };
  close(storedBytes(100, always), 100 * (1_440 + 144 + 72));
});

test('environments at work grow with chats, and less than in proportion, as chance evens out', () => {
  for (const [index, { concurrency, chats }] of points.entries()) {
    const before = points[index - 1];
    assert.ok(concurrency >= (before?.concurrency ?? 1));
    if (before) assert.ok(concurrency / chats < before.concurrency / before.chats);
  }
  // Twelve requests a second of 500 ms each are six at once; a Poisson variable of mean 6 is at most 17 in 9,999 of 10,000.
  assert.equal(environmentsNeeded({ requests: 12, seconds: 0.5 }), 17);
});

test('the Poisson distribution is one, also where e to the power of its mean is none', () => {
  for (const mean of [0.001, 1, 30, 2_000]) {
    close(
      poisson(mean).reduce((sum, each) => sum + each, 0),
      1,
      1e-9,
    );
    close(
      poisson(mean).reduce((sum, each, count) => sum + each * count, 0),
      mean,
      1e-6,
    );
  }
  // Tables have 15 for a mean of 10 and 95 %.
  assert.equal(poissonQuantile(10, 0.95), 15);
});

test('a lone function is cold as often as nobody asks for longer than an environment idles', () => {
  // One request in ten minutes, over at once: cold when the next takes more than ten minutes, so with 1/e.
  close(coldShare({ requests: 1 / 600, seconds: 1e-6 }, 600), Math.exp(-1), 1e-3);
  assert.ok(coldShare({ requests: 1, seconds: 1e-6 }, 600) < 1e-5);
});

test('cold requests are as rare as a simulation has them, give or take a half', () => {
  for (const load of [
    { requests: 0.07, seconds: 0.13 },
    { requests: 0.7, seconds: 0.13 },
    { requests: 7, seconds: 0.13 },
    { requests: 1 / 600, seconds: 0.15 },
  ]) {
    const simulated = simulatedColdShare(load, 600, 400_000);
    const model = coldShare(load, 600);
    assert.ok(
      model > simulated / 1.5 && model < simulated * 1.5,
      `${JSON.stringify(load)}: ${model}, ${simulated}`,
    );
  }
});

/** Requests that come by chance, each to the environment that was used last among the idle ones. */
function simulatedColdShare({ requests, seconds }: Load, idle: number, count: number): number {
  const random = seededRandom(7);
  const environments: number[] = [];
  let now = 0;
  let cold = 0;
  for (let request = 0; request < count; request++) {
    now -= Math.log(random()) / requests;
    let taken = -1;
    for (const [index, freeAt] of environments.entries())
      if (freeAt <= now && now - freeAt <= idle && freeAt > (environments[taken] ?? -1)) taken = index;
    if (taken === -1) cold++;
    else environments.splice(taken, 1);
    environments.push(now + seconds);
    for (let index = environments.length - 1; index >= 0; index--)
      if (now - (environments[index] ?? 0) > idle) environments.splice(index, 1);
  }
  return cold / count;
}

test('the tail of latency follows cold starts, the median does not, and nothing else grows with chats', () => {
  const [none, some, many] = [withCold(0), withCold(0.005), withCold(0.02)];
  assert.ok(none.tail < some.tail && some.tail < many.tail);
  assert.ok(many.tail > values.coldMedian + none.median);
  assert.ok(many.median - none.median < 1);
  for (const [index, { latency }] of points.entries())
    assert.ok(latency.tail <= (points[index - 1]?.latency.tail ?? Infinity));
});

test('two calls in sequence take longer than two side by side, and those longer than one', () => {
  assert.ok(median(2, 2) > median(2, 1) + 2);
  assert.ok(median(2, 1) > median(1, 1) + 0.5);
  assert.ok(median(1, 1) > median(0, 0) + 2);
});

test('limits come in order, and each is reached by one chat more than it allows', () => {
  const all = limits(plausible, values);
  const reached = all.map(({ chats }) => chats);
  assert.deepEqual(
    reached,
    reached.toSorted((a, b) => a - b),
  );
  for (const { name, chats, taken, value } of all) {
    assert.ok(taken(chats) <= value, name);
    assert.ok(taken(chats + 1) > value, name);
  }
});

test('the first limit of a site is the smallest that is not of one address', () => {
  const all = limits(plausible, values);
  const first = firstLimit(all);
  assert.ok(first);
  assert.equal(
    first.chats,
    Math.min(...all.filter((limit) => limit.of !== 'an address').map(({ chats }) => chats)),
  );
  // Three events a minute of each chat, of ten a second.
  assert.equal(first.name, "Connect's SendEvent");
  assert.equal(first.chats, 200);
  const quiet = limits(plausible, { ...values, typing: 0, receipts: 0 });
  assert.equal(firstLimit(quiet)?.name, "Connect's concurrent chats");
});

test('limits of the stack move with what is measured, those of Connect do not', () => {
  const more: MeasuredCounts = { ...plausible, message: { ...plausible.message, writeUnits: 4 } };
  const before = limits(plausible, values);
  const after = limits(more, values);
  const chatsOf = (all: typeof before, name: string): number =>
    all.find((limit) => limit.name === name)?.chats ?? 0;
  assert.ok(
    chatsOf(after, "DynamoDB's writes of a new table") < chatsOf(before, "DynamoDB's writes of a new table"),
  );
  for (const { name, chats } of before.filter((limit) => limit.name.startsWith('Connect')))
    assert.equal(chatsOf(after, name), chats, name);
});

test('the busiest partition takes at least its share, and no more than all', () => {
  for (const { dynamodb } of points) {
    assert.ok(dynamodb.hottestWrites >= dynamodb.writes / values.partitions);
    assert.ok(dynamodb.hottestWrites <= dynamodb.writes);
  }
});

test('the section is Markdown that prettier leaves as it is, with every size, limit and source', async () => {
  const section = `${scaleSection(plausible)}\n`;
  assert.equal(
    await prettier.format(section, { parser: 'markdown', printWidth: 110, singleQuote: true }),
    section,
  );
  assert.ok(section.startsWith('## Scale\n'));
  assert.doesNotMatch(section, /undefined|NaN|Infinity|\bnull\b/);
  assert.match(section, /\| Concurrent chats +\| +1 \| +10 \| +100 \| +1,000 \| +10,000 \|/);
  for (const { name } of limits(plausible, values)) assert.ok(section.includes(`| ${name} `), name);
});

test('the section says what was measured', () => {
  const section = scaleSection({ ...plausible, coldCpuMilliseconds: 123.456 });
  assert.match(section, /\| CPU time of a cold start, beyond an empty function +\| +123\.46 ms \| measured/);
  assert.notEqual(section, scaleSection(plausible));
});

function withCold(share: number): Duration {
  return ownLatency(plausible.message, { share, cpuMilliseconds: 100 }, values);
}

function median(dynamodbCalls: number, sequentialDynamodbCalls: number): number {
  const counts = { ...plausible.message, dynamodbCalls, sequentialDynamodbCalls };
  return ownLatency(counts, { share: 0, cpuMilliseconds: 0 }, values).median;
}

function close(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual} is not ${expected}`,
  );
}
