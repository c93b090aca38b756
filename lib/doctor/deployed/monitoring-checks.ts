import { resourcesOf, type StackFact } from '../account/facts.ts';
import { mend, unlooked, well, type Finding } from '../finding.ts';
import { putBack, type Place } from './remedy.ts';
import type { AlarmFact, DeployedFacts, Shown } from './facts.ts';

/** Checks the dashboard, its metrics, and the alarms. */
export function monitoringFindings(place: Place, stack: StackFact, facts: DeployedFacts): readonly Finding[] {
  return [
    dashboardFinding(place, facts),
    ...dataFindings(facts),
    ...ownFindings(place, facts),
    ...alarmFindings(place, stack, facts),
  ];
}

function dashboardFinding(place: Place, { dashboard }: DeployedFacts): Finding {
  if ('failure' in dashboard)
    return dashboard.failure.kind === 'not-found'
      ? mend('There is no dashboard', putBack(place))
      : unlooked('The dashboard', dashboard.failure, 'cloudwatch:GetDashboard');
  const { name, widgets, metrics } = dashboard.answer;
  return widgets > 0
    ? well(`The dashboard ${name} shows ${metrics.length} metrics`)
    : mend(`The dashboard ${name} shows no metrics`, putBack(place));
}

/** Checks that metrics arrive. They take minutes; the doctor's own requests cause some. */
function dataFindings({ dashboard, data }: DeployedFacts): readonly Finding[] {
  if ('failure' in dashboard) return [];
  if ('failure' in data)
    return [
      unlooked('Whether the metrics of the dashboard have data', data.failure, 'cloudwatch:GetMetricData'),
    ];
  return Object.entries(data.answer).map(([namespace, shown]) => namespaceFinding(namespace, shown));
}

function namespaceFinding(namespace: string, { asked, withData }: Shown): Finding {
  const what = `of ${asked} metrics of requests in ${namespace}`;
  if (withData > 0) return well(`The dashboard has data: ${withData} ${what}`);
  return mend(
    `The dashboard has no data of the last three hours in ${namespace}`,
    namespace.startsWith('AWS/')
      ? 'run the doctor again in five minutes, as it has just made some requests; if it stays so, the metrics have other names than the dashboard reads: deploy this version again'
      : 'run the doctor again in five minutes, as it has just made some requests; if it stays so, see whether the functions write lines with _aws in their log, and whether the role may write it',
  );
}

/** Checks the metrics that the functions write into their logs. */
function ownFindings(place: Place, { dashboard, ownMetrics }: DeployedFacts): readonly Finding[] {
  const namespaces = Object.entries(ownMetrics);
  if (namespaces.length === 0)
    return 'answer' in dashboard && dashboard.answer.widgets > 0
      ? [mend('The dashboard shows none of the metrics that the functions write', putBack(place))]
      : [];
  return namespaces.map(([namespace, asked]) => {
    if ('failure' in asked)
      return unlooked(
        `Whether metrics have arrived in ${namespace}`,
        asked.failure,
        'cloudwatch:ListMetrics',
      );
    return asked.answer > 0
      ? well(`The functions' own metrics have arrived in ${namespace}`)
      : mend(
          `None of the functions' own metrics has arrived in ${namespace}`,
          'run the doctor again in fifteen minutes, as a new metric may take that long; if it stays so, see whether the functions run with this namespace, and write their log',
        );
  });
}

function alarmFindings(place: Place, stack: StackFact, { alarms }: DeployedFacts): readonly Finding[] {
  if ('failure' in alarms) return [unlooked('The alarms', alarms.failure, 'cloudwatch:DescribeAlarms')];
  const names = (['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'] as const).flatMap((type) =>
    resourcesOf(stack, type).map(({ physicalId }) => physicalId),
  );
  // The names of another deployment's alarms may begin with this one's.
  const ours = alarms.answer.filter(({ name }) => names.includes(name));
  const wrong = [
    ...listed(
      'These alarms are gone',
      names.filter((name) => !ours.some((alarm) => alarm.name === name)),
      putBack(place),
    ),
    ...listed(
      'These alarms are on',
      ours.filter(({ state }) => state === 'ALARM').map(({ name }) => name),
      'docs/runbook.md says for each what to do',
    ),
    ...listed(
      'The actions of these alarms are disabled',
      ours.filter(({ enabled }) => !enabled).map(({ name }) => name),
      'aws cloudwatch enable-alarm-actions --alarm-names …',
    ),
    ...listed(
      'These alarms have no data yet',
      ours.filter(waits).map(({ name }) => name),
      'run the doctor again in fifteen minutes; if it stays so, their metrics have other names: deploy this version again',
    ),
  ];
  if (names.length === 0) return [mend('The stack has no alarms', putBack(place))];
  return wrong.length > 0 ? wrong : [well(`All ${ours.length} alarms are there, and none is on`)];
}

/**
 * Whether an alarm still waits for data. Without data it is OK after its first minutes, unless missing data leaves its
 * state as it is.
 */
function waits({ state, missing }: AlarmFact): boolean {
  return state === 'INSUFFICIENT_DATA' && missing !== 'ignore' && missing !== 'missing';
}

function listed(what: string, names: readonly string[], remedy: string): readonly Finding[] {
  return names.length === 0 ? [] : [mend(`${what} (${names.join(', ')})`, remedy)];
}
