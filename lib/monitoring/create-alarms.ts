import { Fn } from 'aws-cdk-lib';
import { CfnAlarm, type CfnAlarmProps, CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { describe, type AlarmDeclaration, type Announced, type Condition } from './alarm.ts';
import type { Topics } from './topics.ts';

/** A created alarm: its declaration, and what others refer to it by. */
export interface CreatedAlarm {
  readonly declaration: AlarmDeclaration;
  readonly alarmName: string;
  readonly alarmArn: string;
}

export interface AlarmsProps {
  readonly stackName: string;
  readonly topics: Topics;
}

export interface CreatedAlarms {
  readonly alarms: readonly CreatedAlarm[];
  /** In alarm while any urgent or soon one is: one light for a status page. Tells nobody, as each tells for itself. */
  readonly root: { readonly alarmArn: string };
}

export function createAlarms(
  scope: Construct,
  declarations: readonly AlarmDeclaration[],
  { stackName, topics }: AlarmsProps,
): CreatedAlarms {
  const group = new Construct(scope, 'Alarms');
  const nameOf = (name: string): string => `${stackName}-${name}`;
  const told = (announced: Announced): Told => {
    const actions = [topics[announced.severity].topicArn];
    return { alarmDescription: describe(announced), alarmActions: actions, okActions: actions };
  };
  const created = declarations.map((declaration): CreatedAlarm => {
    const { name } = declaration;
    if ('condition' in declaration) {
      const alarm = new CfnAlarm(group, name, {
        alarmName: nameOf(name),
        ...told(declaration),
        ...watch(declaration.condition),
      });
      return { declaration, alarmName: alarm.ref, alarmArn: alarm.attrArn };
    }
    const parts = Object.entries(declaration.parts).map(
      ([part, condition]) =>
        new CfnAlarm(group, `${name}${part}`, {
          alarmName: nameOf(`${name}${part}`),
          alarmDescription: `The ${part.toLowerCase()} window of ${nameOf(name)}, which tells. ${describe(declaration)}`,
          ...watch(condition),
        }),
    );
    const composite = new CfnCompositeAlarm(group, name, {
      alarmName: nameOf(name),
      ...told(declaration),
      alarmRule: rule(
        parts.map(({ attrArn }) => attrArn),
        'AND',
      ),
    });
    return { declaration, alarmName: composite.ref, alarmArn: composite.attrArn };
  });
  const grave = created.filter(({ declaration }) => declaration.severity !== 'notice');
  const root = new CfnCompositeAlarm(group, 'Root', {
    alarmName: nameOf('Root'),
    alarmDescription:
      'Something is wrong for visitors, or soon will be: another alarm says what. Runbook: docs/runbook.md',
    alarmRule: rule(
      grave.map(({ alarmArn }) => alarmArn),
      'OR',
    ),
  });
  return { alarms: created, root: { alarmArn: root.attrArn } };
}

interface Told {
  readonly alarmDescription: string;
  readonly alarmActions: string[];
  readonly okActions: string[];
}

function rule(alarmArns: readonly string[], operator: 'AND' | 'OR'): string {
  return Fn.join(
    ` ${operator} `,
    alarmArns.map((arn) => `ALARM("${arn}")`),
  );
}

/** A condition as CloudFormation writes it. */
function watch({ metrics, expression, period, breaches, during, missing }: Condition): CfnAlarmProps {
  const { datapoints = 1, of = 1 } = during ?? {};
  const common = {
    evaluationPeriods: of,
    datapointsToAlarm: datapoints,
    treatMissingData: missing.treat,
  };
  const lone = metrics[expression];
  if (lone && 'atLeast' in breaches) {
    const percentile = lone.statistic.startsWith('p');
    return {
      ...common,
      namespace: lone.namespace,
      metricName: lone.name,
      dimensions: Object.entries(lone.dimensions).map(([name, value]) => ({ name, value })),
      ...(percentile ? { extendedStatistic: lone.statistic } : { statistic: lone.statistic }),
      // Of a handful of requests, a percentile says nothing.
      ...(percentile && { evaluateLowSampleCountPercentile: 'ignore' }),
      period: period * 60,
      threshold: breaches.atLeast,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
    };
  }
  const band = 'belowBandOf' in breaches;
  return {
    ...common,
    metrics: [
      ...Object.entries(metrics).map(([id, { namespace, name, dimensions, statistic }]) => ({
        id,
        metricStat: {
          metric: {
            namespace,
            metricName: name,
            dimensions: Object.entries(dimensions).map(([dimension, value]) => ({ name: dimension, value })),
          },
          period: period * 60,
          stat: statistic,
        },
        returnData: false,
      })),
      { id: 'watched', expression, returnData: true },
      ...(band
        ? [
            {
              id: 'band',
              expression: `ANOMALY_DETECTION_BAND(watched, ${breaches.belowBandOf})`,
              returnData: true,
            },
          ]
        : []),
    ],
    ...(band
      ? { thresholdMetricId: 'band', comparisonOperator: 'LessThanLowerThreshold' }
      : { threshold: breaches.atLeast, comparisonOperator: 'GreaterThanOrEqualToThreshold' }),
  };
}
