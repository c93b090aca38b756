import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { judgedMetric, metrics, namespaceOf, reaperMetrics } from '../../../lambdas/core/metrics.ts';
import { operations } from '../../../lambdas/operations/operations.ts';
import { accessLogFormat } from '../../../lib/api/access-log.ts';
import { alarms } from '../../../lib/monitoring/alarms.ts';
import { versionAlarms } from '../../../lib/monitoring/function-alarms.ts';
import {
  apiGateway,
  connectChats,
  dynamodb,
  firewall,
  lambda,
  lambdaVersion,
  type Metric,
  type Place,
} from '../../../lib/monitoring/metric.ts';
import { queries } from '../../../lib/monitoring/queries.ts';
import { thresholdsOf } from '../../../lib/monitoring/thresholds.ts';
import { configurations } from '../configurations.ts';
import { resourcesOf, synthesized } from '../synthesized.ts';
import {
  alarmsOf,
  createTimeline,
  evaluateAlarms,
  type LowerBand,
  type States,
  type Timeline,
} from './alarm-states.ts';
import { deployedVersion, metricsOf, resolved, widgetsOf } from './deployed.ts';
import { samplesOf, type Sample } from './embedded-metrics.ts';
import { badDays, chat, startScene, type BadDay, type Scene } from './misbehaviour.ts';

/**
 * The deployed alarms, evaluated as CloudWatch would, over hours made of real log lines: a good day, with an hour of
 * one bad thing in it. What AWS measures by itself is derived from the same lines, or said where it is the bad thing.
 */

const example = 'the command line';
const { template, config, stack } = synthesized(example);
const deployed = alarmsOf(template, config.stackName);
const minute = 60_000;

function idOf(type: string, word = ''): string {
  const [id] = resourcesOf(template, type).find(([name]) => name.includes(word)) ?? assert.fail(type);
  return id;
}

const place: Place = {
  deployment: stack.stackName,
  region: config.region,
  apiName: stack.stackName,
  functionNames: {
    participant: idOf('AWS::Lambda::Function', 'Participant'),
    connect: idOf('AWS::Lambda::Function', 'Connect'),
  },
  reaperName: idOf('AWS::Lambda::Function', 'Reaper'),
  versions: { participant: deployedVersion, connect: deployedVersion },
  tableName: idOf('AWS::DynamoDB::Table'),
  instanceIds: config.instanceArns.map((arn) => arn.split('/').at(-1) ?? ''),
  webAclName: stack.stackName,
};
const [instanceId = ''] = place.instanceIds;
const thresholds = thresholdsOf({});
const telling = alarms(place, thresholds);
const all = [...telling, ...versionAlarms(place, thresholds)];

type Value = readonly [Metric, number];

/** What AWS measures of a request whose line this is. */
function builtIn(line: string): readonly Value[] {
  const { status, service, duration } = JSON.parse(line) as {
    readonly status: number;
    readonly service: 'participant' | 'connect' | 'reaper';
    readonly duration: number;
  };
  if (service === 'reaper') return [];
  return [
    [apiGateway(place, 'Count'), 1],
    [apiGateway(place, '5XXError'), status >= 500 ? 1 : 0],
    [lambda(place, service, 'Duration'), duration],
    [lambda(place, service, 'Errors'), 0],
    [lambda(place, service, 'Throttles'), 0],
    [firewall(place, stack.stackName, 'AllowedRequests'), 1],
  ];
}

function samples(values: readonly Value[], at: number): readonly Sample[] {
  return values.map(([{ namespace, name, dimensions }, value]) => ({
    namespace,
    name,
    dimensions,
    value,
    at,
  }));
}

function linesAt(lines: readonly string[], at: number): readonly Sample[] {
  return lines.flatMap((line) => [
    ...samplesOf(line).map((sample) => ({ ...sample, at })),
    ...samples(builtIn(line), at),
  ]);
}

/** Minutes since 1970: a good day begins, something happens for an hour, and it is a good day again. */
const dawn = 29_000_000;
const trouble = dawn + 7 * 60;
const relief = trouble + 60;
const dusk = relief + 8 * 60;

/** A bad hour: what goes on in each of its minutes, beside or in place of the good day's. */
interface Hour {
  readonly lines?: readonly string[];
  readonly values?: readonly Value[];
  readonly quiet?: boolean;
  /** Whether the function that ends chats does not run, or does not come to an end. */
  readonly unswept?: boolean;
}

/** The stand-in for CloudWatch's model: one chat a minute, and its random spread. */
const lowerBand: LowerBand = () => 15 - 3 * Math.sqrt(15);

function on(states: States): string[] {
  return [...states].filter(([, isOn]) => isOn).map(([name]) => name);
}

function* play(timeline: Timeline): Generator<{ readonly at: number; readonly states: States }> {
  let states: States = new Map();
  for (let at = dawn + 6 * 60; at <= dusk; at += 5) {
    states = evaluateAlarms(deployed, timeline, at, states, lowerBand);
    yield { at, states };
  }
}

suite('The alarms', () => {
  let scene: Scene;
  let good: readonly string[];
  let swept: readonly string[];
  let bad: Readonly<Record<BadDay, readonly string[]>>;
  let goodDay: readonly (readonly Sample[])[];

  before(async () => {
    scene = await startScene({ namespace: namespaceOf(place.deployment), version: deployedVersion });
    await chat(scene);
    good = await scene.play(() => chat(scene));
    swept = await scene.sweep();
    bad = await badDays(scene);
    // Some of what a good day has of it: retries, and strangers.
    const odd = [...bad.repeated, ...bad.strangers].filter((line) => !line.includes('"status":5'));
    goodDay = Array.from({ length: dusk - dawn }, (_none, index) => {
      const at = (dawn + index) * minute;
      const rare = odd[index % (odd.length * 10)];
      return [
        ...linesAt(good, at),
        ...linesAt(rare === undefined ? [] : [rare], at),
        ...samples([[connectChats(instanceId, 'ConcurrentActiveChatsPercentage'), 20 + (index % 7)]], at),
      ];
    });
  });
  after(() => scene.api.close());

  function timelineOf({ lines = [], values = [], quiet = false, unswept = false }: Hour): Timeline {
    const timeline = createTimeline();
    for (const [index, ofMinute] of goodDay.entries()) {
      const at = dawn + index;
      const badMinute = at >= trouble && at < relief;
      if (!(badMinute && quiet)) timeline.add(ofMinute);
      if (!(badMinute && unswept)) timeline.add(linesAt(swept, at * minute));
      if (badMinute) {
        timeline.add(linesAt(lines, at * minute));
        timeline.add(samples(values, at * minute));
      }
    }
    return timeline;
  }

  test('none is on in normal traffic, retries, strangers and a throttle now and then among it', () => {
    for (const { at, states } of play(timelineOf({})))
      assert.deepEqual(on(states), [], `minute ${at - dawn}`);
  });

  /** What makes each alarm fire. */
  const hours: Readonly<Record<string, () => Hour>> = {
    AvailabilityFastBurn: () => ({ lines: bad.outage }),
    AvailabilitySlowBurn: () => ({ lines: bad.outage }),
    FailedAnswers: () => ({ lines: [...bad.outage, ...bad.outage, ...bad.outage] }),
    ChatStartsFastBurn: () => ({ lines: bad.full }),
    ChatStartsSlowBurn: () => ({ lines: bad.full }),
    SendLatencyFastBurn: () => ({ lines: Array.from({ length: 9 }, () => bad.slow).flat() }),
    SendLatencySlowBurn: () => ({ lines: Array.from({ length: 9 }, () => bad.slow).flat() }),
    SealFailed: () => ({ lines: bad.tampered }),
    ParticipantCrashes: () => ({ values: [[lambda(place, 'participant', 'Errors'), 1]] }),
    ConnectCrashes: () => ({ values: [[lambda(place, 'connect', 'Errors'), 1]] }),
    ParticipantVersionCrashes: () => ({ values: [[lambdaVersion(place, 'participant', 'Errors'), 1]] }),
    ConnectVersionCrashes: () => ({ values: [[lambdaVersion(place, 'connect', 'Errors'), 1]] }),
    ParticipantVersionFailures: () => ({ lines: bad.tampered }),
    ConnectVersionFailures: () => ({ lines: bad.unwritten }),
    ChatQuota80: () => ({ values: [[connectChats(instanceId, 'ConcurrentActiveChatsPercentage'), 81]] }),
    ChatQuota90: () => ({ values: [[connectChats(instanceId, 'ConcurrentActiveChatsPercentage'), 97]] }),
    UpstreamThrottling: () => ({ lines: bad.throttled }),
    EventsShed: () => ({ lines: bad.shed }),
    StartsLimited: () => ({ lines: Array.from({ length: 4 }, () => bad.limited).flat() }),
    Unverified: () => ({ lines: bad.unverified }),
    LedgerFailures: () => ({ lines: bad.unwritten }),
    OutcomeUnknown: () => ({ lines: bad.tooLate }),
    FunctionThrottles: () => ({ values: [[lambda(place, 'connect', 'Throttles'), 3]] }),
    ParticipantDuration: () => ({ values: [[lambda(place, 'participant', 'Duration'), 26_000]] }),
    ConnectDuration: () => ({ values: [[lambda(place, 'connect', 'Duration'), 13_500]] }),
    TableThrottles: () => ({ values: [[dynamodb(place, 'WriteThrottleEvents'), 4]] }),
    TableErrors: () => ({ values: [[dynamodb(place, 'SystemErrors', 'PutItem'), 2]] }),
    ChatStartsLow: () => ({ quiet: true }),
    ReaperStopped: () => ({ unswept: true }),
    ReapsFailed: () => ({ lines: bad.unreaped }),
    StartsUnfound: () => ({ lines: bad.unfound }),
    QueueReads: () => ({ lines: bad.unread }),
    WafBlocks: () => ({ values: [[firewall(place, stack.stackName, 'BlockedRequests'), 400]] }),
  };

  test('every alarm has an hour that it is for', () => {
    assert.deepEqual(Object.keys(hours).toSorted(), all.map(({ name }): string => name).toSorted());
  });

  for (const alarm of all) {
    const { name } = alarm;
    const grave = 'severity' in alarm && alarm.severity !== 'notice';
    test(`${name} is off before, fires within its hour, and clears after`, () => {
      const hour = hours[name]?.() ?? assert.fail(name);
      let fired = false;
      let last: States = new Map();
      for (const { at, states } of play(timelineOf(hour))) {
        const isOn = states.get(name) ?? assert.fail(`${name} is not deployed`);
        if (at <= trouble) assert.ok(!isOn, 'on before anything has happened');
        if (at <= relief) fired ||= isOn;
        if (isOn && grave) assert.ok(states.get('Root'), 'the root is on with it');
        last = states;
      }
      assert.ok(fired, 'never on in its hour');
      assert.deepEqual(on(last), [], 'not all are off again');
    });
  }

  test('what the version before does wrong, or API Gateway, or Connect, turns no alarm on that judges a new one', () => {
    const before = { ...place, versions: { participant: '6', connect: '6' } };
    const old = [...bad.outage, ...bad.outage, ...bad.tampered, ...bad.unwritten].map((line) =>
      line.replaceAll(`"version":"${deployedVersion}"`, '"version":"6"'),
    );
    const values: readonly Value[] = (['participant', 'connect'] as const).flatMap((service) => [
      [lambdaVersion(before, service, 'Errors'), 9],
      [lambda(place, service, 'Errors'), 9],
    ]);
    const judging = versionAlarms(place, thresholds).map(({ name }) => name);
    const on = new Set<string>();
    for (const { states } of play(timelineOf({ lines: old, values })))
      for (const [name, isOn] of states) if (isOn) on.add(name);
    for (const name of ['FailedAnswers', 'ParticipantCrashes', 'ConnectCrashes'])
      assert.ok(on.has(name), name);
    for (const name of judging) assert.ok(!on.has(name), name);
  });

  test('a short burst that is over does not keep a burn alarm on', () => {
    for (const { at, states } of play(timelineOf({ lines: bad.outage })))
      if (at > relief + 10) assert.ok(!states.get('AvailabilityFastBurn'), `${at - relief} minutes after`);
  });

  test('every metric that is declared is emitted, and shown or alarmed on; nothing else of ours is', () => {
    const emitted = new Set(
      [...scene.api.log, ...scene.swept].flatMap((line) => samplesOf(line).map(({ name }) => name)),
    );
    assert.deepEqual(
      [...emitted].toSorted(),
      [...metrics.map(({ name }): string => name), ...reaperMetrics].toSorted(),
    );
    const watched = all.flatMap((alarm) =>
      ('condition' in alarm ? [alarm.condition] : Object.values(alarm.parts)).flatMap(({ metrics: of }) =>
        Object.values(of),
      ),
    );
    const shown = widgetsOf(template).flatMap(metricsOf);
    const used = [...watched, ...shown].filter(
      ({ namespace }) => namespace === namespaceOf(place.deployment),
    );
    for (const { name, dimensions } of used) {
      assert.ok(emitted.has(name), `${name} is watched or shown, and never emitted`);
      const { service, operation, version, ...others } = dimensions;
      const known =
        operation === undefined
          ? (service === 'reaper') === reaperMetrics.some((own) => own === name) &&
            ['participant', 'connect', 'reaper'].includes(service ?? '')
          : service === undefined && operations.some((declared) => declared.name === operation);
      assert.ok(known && Object.keys(others).length === 0, `${name} of ${JSON.stringify(dimensions)}`);
      assert.ok(version === undefined || (name === judgedMetric && service !== undefined), name);
    }
    for (const name of emitted)
      assert.ok(
        used.some((use) => use.name === name),
        `${name} is emitted for nobody`,
      );
  });

  test('every field of the saved queries stands in a real line', () => {
    const fields = new Set(
      [...scene.api.log, ...scene.swept].flatMap((line) => Object.keys(JSON.parse(line) as object)),
    );
    const access = Object.keys(JSON.parse(accessLogFormat.toString()) as object);
    for (const { name, lines } of queries)
      for (const field of fieldsOf(lines))
        assert.ok(fields.has(field) || access.includes(field), `${name} has ${field}, which no line has`);
  });
});

/** The fields a query of Logs Insights names, without its own aliases, functions and words. */
function fieldsOf(lines: readonly string[]): string[] {
  const plain = lines.join('\n').replaceAll(/"[^"]*"/g, '');
  const own = new Set([...plain.matchAll(/\bas (\w+)/g)].map(([, alias = '']) => alias));
  const words = /^(?:fields|filter|stats|sort|limit|by|as|asc|desc|and|or|in|bin|\d\w*)$/;
  return [...plain.matchAll(/(?<![@\w])([A-Za-z]\w*)(?!\w|\()/g)]
    .map(([, word = '']) => word)
    .filter((word) => !own.has(word) && !words.test(word));
}

for (const name of Object.keys(configurations))
  test(`in ${name}, the dashboard has every alarm, a row for every operation, and nothing over another`, () => {
    const { template: of, config: settings } = synthesized(name);
    const widgets = widgetsOf(of);
    const arns = widgets.flatMap(({ properties }) => properties.alarms ?? []);
    const { ids } = alarmsOf(of, settings.stackName);
    const shown = new Set(arns.map((arn) => ids.get(arn)));
    const there = { ...place, webAclName: settings.webAcl === 'on' ? 'any' : undefined };
    for (const declared of [...alarms(there, thresholds), ...versionAlarms(there, thresholds)])
      assert.ok(shown.has(declared.name), declared.name);
    const titles = new Set(widgets.map(({ properties }) => properties.title));
    for (const operation of operations) assert.ok(titles.has(operation.name), operation.name);
    for (const [index, a] of widgets.entries()) {
      assert.ok(a.x + a.width <= 24);
      for (const b of widgets.slice(index + 1))
        assert.ok(
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y,
          'two widgets overlap',
        );
    }
    const definitions = resourcesOf(of, 'AWS::Logs::QueryDefinition');
    assert.equal(definitions.length, queries.length);
    for (const [, { Properties }] of definitions)
      assert.ok((resolved(Properties['LogGroupNames']) as string[]).every((log) => of.Resources[log]));
    assert.match(JSON.stringify(of.Outputs['DashboardUrl']), /cloudwatch/);
  });
