import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseConfig } from '../../../lib/config/config.ts';
import type { Condition } from '../../../lib/monitoring/alarm.ts';
import { alarms } from '../../../lib/monitoring/alarms.ts';
import { versionAlarms } from '../../../lib/monitoring/function-alarms.ts';
import { serviceLevels, sendLatency } from '../../../lib/monitoring/service-levels.ts';
import {
  type AlarmName,
  standards,
  type Threshold,
  thresholdProblems,
  thresholdsOf,
} from '../../../lib/monitoring/thresholds.ts';
import { commandLine } from '../configurations.ts';
import { configOf, resourcesOf, stackOf } from '../synthesized.ts';
import { examplePlace, widgetsOf } from './deployed.ts';

const names = Object.keys(standards) as AlarmName[];
const known: Readonly<Record<AlarmName, Threshold>> = standards;

function declared(overrides: Readonly<Record<string, number>> = {}): ReturnType<typeof conditionsOf> {
  const thresholds = thresholdsOf(overrides);
  return conditionsOf([...alarms(examplePlace, thresholds), ...versionAlarms(examplePlace, thresholds)]);
}

function conditionsOf(
  all: readonly (
    | { readonly name: AlarmName; readonly condition: Condition }
    | { readonly name: AlarmName; readonly parts: Readonly<Record<string, Condition>> }
  )[],
): ReadonlyMap<AlarmName, readonly Condition[]> {
  return new Map(
    all.map((alarm) => [alarm.name, 'condition' in alarm ? [alarm.condition] : Object.values(alarm.parts)]),
  );
}

function problemsOf(alarmThresholds: unknown): readonly string[] {
  const parsed = parseConfig({ ...commandLine, alarmThresholds }, {});
  return 'problems' in parsed ? parsed.problems : [];
}

test('every alarm has a threshold, and every threshold is of an alarm', () => {
  assert.deepEqual([...declared().keys()].toSorted(), names.toSorted());
});

test('a threshold moves the alarm of its name, and no other', () => {
  const before = declared();
  for (const name of names) {
    const { standard, minimum, maximum } = known[name];
    assert.ok(minimum <= standard && standard <= maximum, name);
    const after = declared({ [name]: standard === maximum ? minimum : Math.min(maximum, standard + 1.5) });
    for (const [other, conditions] of before)
      if (other === name) assert.notDeepEqual(after.get(other), conditions, name);
      else assert.deepEqual(after.get(other), conditions, `${other} moved with ${name}`);
  }
});

test('a name that is no alarm’s is refused with all the names that are', () => {
  for (const name of [
    'LedgerFailure',
    'ledgerFailures',
    'Root',
    'AvailabilityFastBurnLong',
    'constructor',
    '',
  ]) {
    const problems = problemsOf({ [name]: 10 });
    assert.equal(problems.length, 1, name);
    assert.match(problems[0] ?? '', /alarmThresholds must have names of alarms/);
    for (const right of names) assert.ok(problems[0]?.includes(right), right);
  }
  assert.match(problemsOf({ ledgerFailure: 10 }).join(), /did you mean LedgerFailures\?/);
});

test('an alarm that the deployment has not is not one to set: WafBlocks without a web ACL of its own', () => {
  assert.deepEqual(thresholdProblems({ WafBlocks: 50 }, { webAcl: true }), []);
  assert.match(thresholdProblems({ WafBlocks: 50 }, { webAcl: false }).join(), /which WafBlocks is not/);
  const parsed = parseConfig({ ...commandLine, webAcl: 'off', alarmThresholds: '{"WafBlocks":50}' }, {});
  assert.ok('problems' in parsed);
});

test('a value beyond its bounds is refused with the bounds and the unit, and one within is not', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: -10, max: 2_000_000 })),
      (name, value) => {
        const { minimum, maximum, unit } = known[name];
        const problems = thresholdProblems({ [name]: value }, { webAcl: true });
        if (value >= minimum && value <= maximum) assert.deepEqual(problems, []);
        else {
          assert.equal(problems.length, 1);
          for (const part of [name, String(minimum), String(maximum), unit])
            assert.ok(problems[0]?.includes(part));
        }
      },
    ),
  );
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY])
    assert.equal(thresholdProblems({ TableErrors: value }, { webAcl: true }).length, 1);
});

test('at both ends of its bounds every alarm can still be on and off', () => {
  for (const name of names)
    for (const value of [known[name].minimum, known[name].maximum])
      for (const { breaches, metrics, expression } of declared({ [name]: value }).get(name) ?? []) {
        const [level = 0] = Object.values<number>(breaches);
        assert.ok(level > 0 && Number.isFinite(level), name);
        if (expression.startsWith('IF') || name.startsWith('ChatQuota')) assert.ok(level <= 100, name);
        for (const { statistic } of Object.values(metrics)) {
          const [, percentile] = /^p(.+)$/.exec(statistic) ?? [];
          if (percentile !== undefined) assert.match(percentile, /^(?!0$)\d{1,2}(\.\d{1,2})?$/, name);
        }
      }
  for (const { name, target } of serviceLevels(examplePlace))
    assert.ok(known[`${name}FastBurn`].maximum * (100 - target) <= 100 + 1e-9);
  assert.ok(known.SendLatencyFastBurn.maximum * (100 - sendLatency.target) < 100);
});

test('the deployed alarm, its description and the lines of the dashboard follow the setting', () => {
  const alarmThresholds = { LedgerFailures: 12, ChatQuota80: 70, AvailabilityFastBurn: 20 };
  const { template } = stackOf(
    configOf({ ...commandLine, alarmThresholds: JSON.stringify(alarmThresholds) }),
  );
  const byName = new Map(
    ['Alarm', 'CompositeAlarm'].flatMap((type) =>
      resourcesOf(template, `AWS::CloudWatch::${type}`).map(([, { Properties }]) => [
        String(Properties['AlarmName']).replace('connect-chat-bff-', ''),
        Properties,
      ]),
    ),
  );
  assert.equal(byName.get('LedgerFailures')?.['Threshold'], 12);
  assert.match(String(byName.get('LedgerFailures')?.['AlarmDescription']), /Threshold: 12 \(failed writes/);
  assert.equal(byName.get('ChatQuota80')?.['Threshold'], 70);
  assert.equal(byName.get('ChatQuota90')?.['Threshold'], 90);
  for (const part of ['Long', 'Short'])
    assert.equal(byName.get(`AvailabilityFastBurn${part}`)?.['Threshold'], 2);
  assert.match(
    String(byName.get('AvailabilityFastBurn')?.['AlarmDescription']),
    /Threshold: 20 \(times too fast\)/,
  );
  const lines = new Map(
    widgetsOf(template).map(({ properties }) => [
      properties.title,
      properties.annotations?.horizontal.map(({ label, value }) => `${label} ${value}`),
    ]),
  );
  assert.deepEqual(lines.get('Chats at once, % of the quota'), ['ChatQuota80 70', 'ChatQuota90 90']);
  assert.deepEqual(lines.get('Availability: times too fast'), ['FastBurn 20', 'SlowBurn 6']);
  assert.deepEqual(lines.get('ChatStarts: times too fast'), ['FastBurn 14.4', 'SlowBurn 6']);
});

test('the numbers of the runbook are the standard ones', () => {
  const runbook = readFileSync(new URL('../../../docs/runbook.md', import.meta.url), 'utf8').replaceAll(
    /\s+/g,
    ' ',
  );
  const words: Readonly<Record<number, string>> = {
    3: 'three',
    5: 'five',
    10: 'ten',
    20: 'twenty',
    50: 'fifty',
  };
  const part = (name: AlarmName, allowed: number): string =>
    `${Number((known[name].standard * allowed).toFixed(6))} %`;
  const said: Readonly<Partial<Record<AlarmName, string>>> = {
    AvailabilityFastBurn: `More than ${part('AvailabilityFastBurn', 0.1)} of requests`,
    AvailabilitySlowBurn: `More than ${part('AvailabilitySlowBurn', 0.1)} of requests`,
    ChatStartsFastBurn: `More than ${part('ChatStartsFastBurn', 0.5)} of chat starts failed`,
    ChatStartsSlowBurn: `more than ${part('ChatStartsSlowBurn', 0.5)} of chat starts`,
    SendLatencyFastBurn: `More than ${part('SendLatencyFastBurn', 5)} of messages took longer than 0.8 s`,
    SendLatencySlowBurn: `More than ${part('SendLatencySlowBurn', 5)} of messages`,
    FailedAnswers: `at least ${words[known.FailedAnswers.standard]} requests of one minute`,
    ChatQuota90: `**Meaning.** ${known.ChatQuota90.standard} % of the chats`,
    ChatQuota80: `The same as ChatQuota90, at ${known.ChatQuota80.standard} %`,
    UpstreamThrottling: `at least ${words[known.UpstreamThrottling.standard]} were answered 429`,
    EventsShed: `at least ${words[known.EventsShed.standard]}`,
    StartsLimited: `at least ${words[known.StartsLimited.standard]} starts with 429`,
    Unverified: `at least ${words[known.Unverified.standard]} starts could not be verified`,
    ParticipantDuration: `more than ${known.ParticipantDuration.standard} % of the function's timeout`,
    ConnectDuration: `more than ${known.ConnectDuration.standard} % of its function's timeout`,
    TableThrottles: `fewer than ${words[known.TableThrottles.standard]} within five minutes`,
    TableErrors: `fewer than ${words[known.TableErrors.standard]} within five minutes`,
    ParticipantVersionFailures: `at least ${words[known.ParticipantVersionFailures.standard]} requests within five`,
    ReapsFailed: `at least ${words[known.ReapsFailed.standard]} attempts`,
    QueueReads: `at least ${words[known.QueueReads.standard]} reads of a queue`,
    WafBlocks: `more than ${known.WafBlocks.standard} % of all`,
  };
  for (const [name, sentence] of Object.entries(said)) {
    const [section = ''] = new RegExp(`## ${name} .*?(?=## |$)`).exec(runbook) ?? [];
    assert.ok(section.includes(sentence), `${name}: ${sentence}`);
  }
  // One is the first of its kind, and named as such; what is learnt has no number.
  const others = names.filter((name) => said[name] === undefined && known[name].standard !== 1);
  assert.deepEqual(others, ['LedgerFailures', 'ChatStartsLow', 'ConnectVersionFailures']);
});
