import {
  Alarm,
  type AlarmBase,
  AlarmRule,
  AlarmState,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  CompositeAlarm,
  type IAlarmRule,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Construct } from 'constructs';
import type { Service } from '../../lambdas/core/access.ts';
import { describe, type Announced, type Condition } from './alarm.ts';
import { alarms } from './alarms.ts';
import { watchedMetric } from './cdk-metric.ts';
import { versionAlarms } from './function-alarms.ts';
import { keepLogicalId } from './logical-id.ts';
import type { Place } from './metric.ts';
import type { Thresholds } from './thresholds.ts';
import type { Topics } from './topics.ts';

export interface AlarmsProps {
  readonly place: Place;
  readonly thresholds: Thresholds;
  readonly topics: Topics;
}

export interface CreatedAlarms {
  /**
   * Alarms that notify somebody, by their names without the deployment's. Root is among them, and notifies nobody: it
   * is in alarm while any urgent or soon one is, as one light for a status page.
   */
  readonly telling: Readonly<Record<string, AlarmBase>>;
  /** Alarms that judge a new version of a function, by their names. */
  readonly judging: Readonly<Record<Service, Readonly<Record<string, AlarmBase>>>>;
}

export function createAlarms(scope: Construct, { place, thresholds, topics }: AlarmsProps): CreatedAlarms {
  const group = new Construct(scope, 'Alarms');
  const nameOf = (name: string): string => `${place.deployment}-${name}`;
  const tell = (alarm: AlarmBase, { severity }: Announced): AlarmBase => {
    const action = new SnsAction(topics[severity]);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
    return alarm;
  };
  const composite = (name: string, alarmDescription: string, alarmRule: IAlarmRule): CompositeAlarm =>
    keepLogicalId(
      new CompositeAlarm(group, name, { compositeAlarmName: nameOf(name), alarmDescription, alarmRule }),
    );

  const telling: Record<string, AlarmBase> = {};
  const grave: AlarmBase[] = [];
  for (const declaration of alarms(place, thresholds)) {
    const says = describe(declaration, thresholds);
    let { name }: { name: string } = declaration;
    let alarm: AlarmBase;
    if ('condition' in declaration) {
      name += declaration.part ?? '';
      alarm = watch(group, name, nameOf(name), says, declaration.condition);
    } else {
      const parts = Object.entries(declaration.parts).map(([part, condition]) => {
        const window = `The ${part.toLowerCase()} window of ${nameOf(name)}, which tells. ${says}`;
        return watch(group, `${name}${part}`, nameOf(`${name}${part}`), window, condition);
      });
      alarm = composite(name, says, AlarmRule.allOf(...parts.map(inAlarm)));
    }
    telling[name] = tell(alarm, declaration);
    if (declaration.severity !== 'notice') grave.push(alarm);
  }
  telling['Root'] = composite(
    'Root',
    'Something is wrong for visitors, or soon will be: another alarm says what. Runbook: docs/runbook.md',
    AlarmRule.anyOf(...grave.map(inAlarm)),
  );

  const judging: Record<Service, Record<string, AlarmBase>> = { participant: {}, connect: {} };
  for (const declaration of versionAlarms(place, thresholds)) {
    const { name, judges, condition } = declaration;
    // Each version has an alarm of its own, which starts without a state. An alarm that was passed from version to
    // version would keep its state, and CodeDeploy would refuse to deploy a fix because of what the old version does.
    const versioned = `${nameOf(name)}-${place.versions[judges]}`;
    judging[judges][name] = watch(group, name, versioned, describe(declaration, thresholds), condition);
  }
  return { telling, judging };
}

function inAlarm(alarm: AlarmBase): IAlarmRule {
  return AlarmRule.fromAlarm(alarm, AlarmState.ALARM);
}

const treatMissingData = {
  breaching: TreatMissingData.BREACHING,
  notBreaching: TreatMissingData.NOT_BREACHING,
  ignore: TreatMissingData.IGNORE,
} as const;

function watch(
  scope: Construct,
  id: string,
  alarmName: string,
  alarmDescription: string,
  { metrics, expression, period, breaches, during, missing }: Condition,
): Alarm {
  const { datapoints = 1, of = 1 } = during ?? {};
  const props = {
    alarmName,
    alarmDescription,
    metric: watchedMetric(metrics, expression, period),
    evaluationPeriods: of,
    datapointsToAlarm: datapoints,
    treatMissingData: treatMissingData[missing.treat],
  };
  if ('belowBandOf' in breaches)
    return keepLogicalId(
      new AnomalyDetectionAlarm(scope, id, {
        ...props,
        stdDevs: breaches.belowBandOf,
        comparisonOperator: ComparisonOperator.LESS_THAN_LOWER_THRESHOLD,
      }),
    );
  const percentile = metrics[expression]?.statistic.startsWith('p') ?? false;
  return keepLogicalId(
    new Alarm(scope, id, {
      ...props,
      ...('fewerThan' in breaches
        ? { threshold: breaches.fewerThan, comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD }
        : {
            threshold: breaches.atLeast,
            comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          }),
      // A percentile of a handful of requests says nothing.
      ...(percentile && { evaluateLowSampleCountPercentile: 'ignore' }),
    }),
  );
}
