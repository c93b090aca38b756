import type { Refusal } from '../refusal.ts';
import type { Template } from '../../../lib/synthesized.ts';
import { alarmRules } from './alarm-rules.ts';
import type { Check } from './check.ts';
import { dashboards } from './dashboards.ts';
import { deploymentGroups } from './deployments.ts';
import { domainNames } from './domain-names.ts';
import { functionVariables } from './functions.ts';
import { accessLogs, gatewayResponses, methods } from './gateway.ts';
import { alarmExpressions } from './metric-math.ts';
import { outputs } from './outputs.ts';
import { queries } from './queries.ts';
import { roles } from './roles.ts';
import { schedules } from './schedules.ts';
import { tags } from './tags.ts';
import { webAcls } from './web-acls.ts';

const all: readonly Check[] = [
  accessLogs,
  alarmExpressions,
  alarmRules,
  dashboards,
  deploymentGroups,
  domainNames,
  functionVariables,
  gatewayResponses,
  methods,
  outputs,
  queries,
  roles,
  schedules,
  tags,
  webAcls,
];

/** What the services document and no tool knows. A few milliseconds. */
export function checked(template: Template): readonly Refusal[] {
  return all.flatMap((check) => check(template));
}
