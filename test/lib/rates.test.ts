import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { limitsOf } from '../../lambdas/core/admission.ts';
import { costOf } from '../../lambdas/core/limit.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { rateRules, rateWindow, sharedRate } from '../../lib/api/rates.ts';
import { shareTaken, type Asker } from '../support/share-taken.ts';
import { concurrentChats } from '../../local/simulated-connect/quotas.ts';
import { firewall, type Request } from './firewall.ts';
import { only, synthesized, type Template } from './synthesized.ts';

/**
 * The web ACL and the throttles of the template, with traffic through both: what an asker takes of the rates that all
 * share, and whether honest visitors notice anything.
 */

const { template, config } = synthesized('the command line');
const rules = rateRules(config);
const ofSessions = operations.filter(({ access }) => access === 'session');
const named = (name: string): Operation => operations.find((one) => one.name === name) ?? assert.fail(name);

/** Seconds until WAF knows of a request: AWS calls 30 usual at most. */
const late = 30;

interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

function deployedThrottle(of: Template, { method, path }: Operation): Throttle {
  const settings = only(of, 'AWS::ApiGateway::Stage')[1].Properties['MethodSettings'] as readonly {
    readonly HttpMethod: string;
    readonly ResourcePath: string;
    readonly ThrottlingRateLimit: number;
    readonly ThrottlingBurstLimit: number;
  }[];
  const found = settings.find(
    ({ HttpMethod, ResourcePath }) =>
      HttpMethod === method && ResourcePath.replaceAll('~1', '/').replace(/^\/+/, '/') === path,
  );
  if (!found) return assert.fail(path);
  return { rate: found.ThrottlingRateLimit, burst: found.ThrottlingBurstLimit };
}

/** A bucket of tokens, as API Gateway counts: it knows nothing of who asks. */
function bucket({ rate, burst }: Throttle): (now: number) => boolean {
  let tokens = burst;
  let last = 0;
  return (now) => {
    tokens = Math.min(burst, tokens + (now - last) * rate);
    last = now;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}

/** The most tokens that were taken within any five minutes, as a share of what they bring. */
function mostTaken(times: readonly number[], rate: number): number {
  let from = 0;
  let most = 0;
  for (const [index, time] of times.entries()) {
    while ((times[from] ?? Infinity) <= time - rateWindow) from++;
    most = Math.max(most, index - from + 1);
  }
  return most / (rateWindow * rate);
}

let bearers = 0;
function madeUp(): string {
  return `${String(bearers++).padStart(42, '-')}A`;
}

/** Requests of an asker, so many a second. */
function* requestsOf(
  { method, path }: Operation,
  asker: Asker,
  { each, seconds }: { readonly each: number; readonly seconds: number },
): Generator<readonly [number, Request]> {
  const own = madeUp();
  for (let sent = 0; sent / each < seconds; sent++)
    yield [
      sent / each,
      {
        address: `192.0.2.${sent % asker.addresses}`,
        method,
        path: `/v1${path.replace(/\{.*/, 'any')}`,
        ...(asker.bearer !== 'none' && { bearer: asker.bearer === 'one' ? own : madeUp() }),
      },
    ];
}

const askers: Readonly<Record<string, Asker>> = {
  'one address without a bearer': { bearer: 'none', addresses: 1 },
  'one address with a made-up bearer each time': { bearer: 'new', addresses: 1 },
  'one session, from everywhere at once': { bearer: 'one', addresses: 200 },
};

for (const [who, asker] of Object.entries(askers)) {
  test(`${who}: never more of a rate than its share and what comes before WAF knows, however fast it asks`, () => {
    for (const operation of ofSessions) {
      const { rate, burst } = deployedThrottle(template, operation);
      const share = shareTaken(rules, operation, { ...asker, rate });
      assert.ok(share <= 0.5, `${operation.name}: ${share}`);
      const early = (late * rate + burst) / (rateWindow * rate);
      // As fast as the throttle has tokens, which no rule need see as fast, and a flood.
      for (const [each, seconds] of [
        [rate, 1_200],
        [100, 330],
      ] as const) {
        const refused = firewall(template, late);
        const admitted = bucket({ rate, burst });
        const taken: number[] = [];
        for (const [now, request] of requestsOf(operation, asker, { each, seconds }))
          if (refused(request, now) === undefined && admitted(now)) taken.push(now);
        const most = mostTaken(taken, rate);
        assert.ok(most <= share + early, `${operation.name}, ${each} a second: ${most}, not ${share}`);
      }
    }
  });

  test(`${who} who asks just as often as the rules let through takes the share that the model says`, () => {
    for (const operation of ofSessions) {
      const { rate, burst } = deployedThrottle(template, operation);
      const share = shareTaken(rules, operation, { ...asker, rate });
      const refused = firewall(template, late);
      const admitted = bucket({ rate, burst });
      const taken: number[] = [];
      // One or two fewer in five minutes: on the limit itself, the last digit of the arithmetic would decide.
      const patient = { each: share * rate - 1.5 / rateWindow, seconds: 1_200 };
      for (const [now, request] of requestsOf(operation, asker, patient)) {
        const rule = refused(request, now);
        assert.equal(rule, undefined, `${operation.name} at ${now} s`);
        if (admitted(now)) taken.push(now);
      }
      const most = mostTaken(taken, rate);
      assert.ok(
        Math.abs(most - share) <= 3 / (rateWindow * rate),
        `${operation.name}: ${most}, not ${share}`,
      );
    }
  });
}

test('a lively session passes untouched: a message each five seconds, typing, receipts, files and reconnections', () => {
  const refused = firewall(template, 0);
  const bearer = madeUp();
  const each: readonly (readonly [seconds: number, Operation])[] = [
    [5, named('SendMessage')],
    // amazon-connect-chatjs sends at most one in ten seconds of typing.
    [10, named('SendEvent')],
    // Delivered and read, of an answer each five seconds.
    [2.5, named('SendEvent')],
    [60, named('CreateParticipantConnection')],
    [60, named('GetTranscript')],
    [30, named('StartAttachmentUpload')],
    [30, named('CompleteAttachmentUpload')],
    [30, named('GetAttachment')],
    [300, named('GetSession')],
    // Until an agent is there.
    [15, named('GetQueuePosition')],
    [30, named('GetAvailability')],
  ];
  const all = each
    .flatMap(([seconds, operation]) =>
      Array.from({ length: 3_600 / seconds }, (_none, index) => [index * seconds, operation] as const),
    )
    .toSorted(([a], [b]) => a - b);
  for (const [now, { method, path }] of all)
    assert.equal(
      refused({ address: '203.0.113.9', method, path: `/v1${path}`, bearer }, now),
      undefined,
      `${path} at ${now} s`,
    );
});

test('whatever the throttles of a deployment, no session has more than a tenth of one, and no address of a call the half', () => {
  const throttle = fc.record({ rate: fc.integer({ min: 1, max: 10_000 }), burst: fc.constant(5) });
  const throttles = fc.dictionary(fc.constantFrom(...operations.map(({ name }) => name)), throttle);
  fc.assert(
    fc.property(throttles, (overrides) => {
      const all = rateRules({ ...config, throttles: overrides });
      for (const { limit } of all) assert.ok(Number.isInteger(limit) && limit >= 10, `${limit}`);
      for (const operation of ofSessions.filter(({ command }) => command)) {
        const rate = sharedRate(operation, overrides);
        const of = (asker: Asker): number => shareTaken(all, operation, { ...asker, rate });
        assert.ok(of({ bearer: 'one', addresses: 1_000 }) <= 0.1, operation.name);
        assert.ok(of({ bearer: 'none', addresses: 1 }) <= 0.1, operation.name);
        if (operation.name !== 'SendEvent')
          assert.ok(of({ bearer: 'new', addresses: 1 }) <= 0.5, operation.name);
      }
    }),
  );
});

test('all chats of an instance reconnect in the same moment, preflights and all: API Gateway lets every one of them in', () => {
  const settings = only(template, 'AWS::ApiGateway::Stage')[1].Properties['MethodSettings'] as readonly {
    readonly HttpMethod: string;
    readonly ResourcePath: string;
    readonly ThrottlingBurstLimit: number;
  }[];
  const bursts = settings
    .filter(({ ResourcePath }) => ResourcePath.endsWith('participant~1connection'))
    .map(({ HttpMethod, ThrottlingBurstLimit }) => [HttpMethod, ThrottlingBurstLimit >= concurrentChats]);
  assert.deepEqual(Object.fromEntries(bursts), { POST: true, OPTIONS: true });
});

test('starts of browsers meet a wall far above what is admitted; those of back ends, which are all admitted, meet Connect’s quota', () => {
  const { inAll } = limitsOf(config.optional.admission);
  const quota = { rate: (inAll.burst * 1_000) / inAll.milliseconds, burst: inAll.burst };
  const wall = deployedThrottle(template, named('StartChat'));
  assert.deepEqual(deployedThrottle(template, named('StartChatContact')), quota);
  assert.deepEqual(named('StartChat').quota, quota);
  assert.ok(wall.rate >= 10 * quota.rate && wall.burst >= 10 * quota.burst, JSON.stringify(wall));
  const preflights = { ...named('StartChat'), method: 'OPTIONS' };
  assert.deepEqual(deployedThrottle(template, preflights as unknown as Operation), wall);
});

test('of a flood of starts, visitors beside it come through API Gateway, and are the function’s to decide about', () => {
  const { rate, burst } = deployedThrottle(template, named('StartChat'));
  const admitted = bucket({ rate, burst });
  // 40 a second for a minute, and a visitor each second: at Connect's quota, six of seven would have been refused.
  const starts = Array.from({ length: 60 * 41 }, (_none, index) => index / 41);
  assert.deepEqual(
    starts.filter((now) => !admitted(now)),
    [],
  );
});

function percent(share: number): string {
  return share === 1 ? 'all' : `${Math.round(100 * share)} %`;
}

/** Of one address that makes its bearers up. */
function ofOne(operation: Operation): number {
  return shareTaken(rules, operation, { bearer: 'new', addresses: 1, rate: sharedRate(operation, {}) });
}

test('docs/security.md says what one address, one session and a hundred addresses take, as the model has it', () => {
  const security = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
  const shown = operations.filter(({ command, access }) => command !== undefined && access !== 'iam');
  const groups = Map.groupBy(shown, (operation) => {
    const rate = sharedRate(operation, {});
    const of = (bearer: Asker['bearer'], addresses: number): number =>
      shareTaken(rules, operation, { bearer, addresses, rate });
    const own = operation.access === 'session';
    return [
      `${rate}`,
      percent(of('none', 1)),
      own ? percent(of('new', 1)) : '–',
      own ? percent(of('one', 1_000)) : '–',
      percent(of('none', 100)),
      own ? percent(of('new', 100)) : '–',
    ].join(' | ');
  });
  const rows = [...groups].map(
    ([cells, of]) => `| ${of.map(({ name }) => `\`${name}\``).join(', ')} | ${cells} |`,
  );
  const printed = new Set(security.split('\n').map((line) => line.replaceAll(/ +/g, ' ')));
  assert.equal(Math.ceil(1 / ofOne(named('SendEvent'))), 3, 'addresses that take every event');
  assert.equal(Math.ceil(1 / ofOne(named('SendMessage'))), 4, 'and every message');
  for (const operation of operations.filter(
    ({ command, access }) => command !== undefined && access === 'iam',
  ))
    assert.equal(ofOne(operation), 0.9, 'of the routes of trusted back ends');
  for (const operation of operations.filter(({ command }) => command === undefined))
    assert.ok(ofOne(operation) <= 0.1, 'of what calls nothing at Connect');
  assertStarts(security);
  for (const row of rows) assert.ok(printed.has(row), `docs/security.md wants\n${rows.join('\n')}`);
});

/** What the document says of starts, which the function counts as well, by the limits that it has. */
function assertStarts(security: string): void {
  const { mostChats, inAll, perNetwork } = limitsOf(config.optional.admission);
  assert.equal(mostChats('any'), 0.8 * concurrentChats);
  assert.equal(
    mostChats('any') / (config.startsPerIp / 5),
    50,
    'minutes in which one address fills the share',
  );
  const inWindow = (rateWindow * 1_000) / costOf(inAll);
  assert.ok(perNetwork && perNetwork.milliseconds === rateWindow * 1_000);
  assert.equal(percent(perNetwork.burst / inWindow), '3 %');
  assert.ok((2 * perNetwork.burst) / inWindow <= 0.06);
  assert.ok((100 * perNetwork.burst) / inWindow >= 1, 'a hundred networks take all');
  const said = security.replaceAll(/\s+/g, ' ');
  for (const sentence of [
    'at most 40 chats at once and 40 more in each five minutes',
    'This is 3 % of the rate, and at most 6 % of it in any five minutes',
    'A hundred networks can take all of the rate',
    'beyond their share, 80 %',
    'needs about 50 minutes to fill that share of 500 chats, at 40 starts in five minutes',
  ])
    assert.ok(said.includes(sentence), sentence);
}
