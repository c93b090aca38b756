import type { Service } from '../../lambdas/core/access.ts';
import { namespaceOf } from '../../lambdas/core/metrics.ts';
import type { Settings as RequestSettings } from '../../lambdas/core/settings.ts';
import { requestSettings } from '../../lambdas/settings/request-settings.ts';

const names = Object.keys(requestSettings) as readonly (keyof RequestSettings)[];

/** Returns the variables that lambdas/environment.ts reads. AWS_REGION and the version are set by Lambda. */
export function functionEnvironment(
  service: Service,
  config: Partial<RequestSettings> & { readonly optional: Partial<RequestSettings> },
  deployment: string,
  tableName: string,
): Record<string, string> {
  const given: Partial<RequestSettings> = { ...config.optional, ...config };
  return {
    TABLE_NAME: tableName,
    METRIC_NAMESPACE: namespaceOf(deployment),
    ...Object.fromEntries(
      names.flatMap((name) => {
        const { variable, readBy } = requestSettings[name];
        const value = given[name];
        if (value === undefined || !readBy.includes(service)) return [];
        return [[variable, typeof value === 'string' ? value : JSON.stringify(value)]];
      }),
    ),
  };
}
