import type { Service } from '../../lambdas/core/access.ts';
import { namespaceOf } from '../../lambdas/core/metrics.ts';
import type { Settings as RequestSettings } from '../../lambdas/core/settings.ts';
import { requestSettings } from '../../lambdas/settings/request-settings.ts';

const names = Object.keys(requestSettings) as readonly (keyof RequestSettings)[];

type Deployed = readonly [
  config: Partial<RequestSettings> & { readonly optional: Partial<RequestSettings> },
  deployment: string,
  tableName: string,
];

/** Returns the variables that lambdas/environment.ts reads. AWS_REGION and the version are set by Lambda. */
export function functionEnvironment(
  service: Service,
  ...[config, deployment, tableName]: Deployed
): Record<string, string> {
  return variablesOf((name) => requestSettings[name].readBy.includes(service), config, deployment, tableName);
}

/** Returns the variables of the function that ends chats, which needs to know the instances, and no other setting. */
export function reaperEnvironment(...[config, deployment, tableName]: Deployed): Record<string, string> {
  return variablesOf((name) => name === 'entryPoints', config, deployment, tableName);
}

function variablesOf(
  reads: (name: keyof RequestSettings) => boolean,
  ...[config, deployment, tableName]: Deployed
): Record<string, string> {
  const given: Partial<RequestSettings> = { ...config.optional, ...config };
  return {
    TABLE_NAME: tableName,
    METRIC_NAMESPACE: namespaceOf(deployment),
    ...Object.fromEntries(
      names.flatMap((name) => {
        const value = given[name];
        if (value === undefined || !reads(name)) return [];
        return [[requestSettings[name].variable, typeof value === 'string' ? value : JSON.stringify(value)]];
      }),
    ),
  };
}
