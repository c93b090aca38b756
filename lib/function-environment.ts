import type { Service } from '../lambdas/core/access.ts';
import { namespaceOf } from '../lambdas/core/metrics.ts';
import type { Config } from './config.ts';

/** The variables that lambdas/environment.ts reads; AWS_REGION and the version are Lambda's own. */
export function functionEnvironment(
  service: Service,
  config: Config,
  deployment: string,
  tableName: string,
): Record<string, string> {
  const { optional } = config;
  const { attachmentTypes, attachmentMaximum, messageMaximum, signIn } = optional;
  return {
    TABLE_NAME: tableName,
    METRIC_NAMESPACE: namespaceOf(deployment),
    ENTRY_POINTS: JSON.stringify(config.entryPoints),
    ALLOWED_ORIGINS: JSON.stringify(config.allowedOrigins),
    REDIRECT_URIS: JSON.stringify(config.redirectUris),
    ATTRIBUTE_NAMES: JSON.stringify(config.attributeNames),
    ATTRIBUTE_PREFIX: config.attributePrefix,
    ...(attachmentTypes && { ATTACHMENT_TYPES: JSON.stringify(attachmentTypes) }),
    ...(attachmentMaximum !== undefined && { ATTACHMENT_MAXIMUM: String(attachmentMaximum) }),
    ...(messageMaximum && { MESSAGE_MAXIMUM: JSON.stringify(messageMaximum) }),
    ...(signIn && service === 'connect' && { SIGN_IN: JSON.stringify(signIn) }),
  };
}
