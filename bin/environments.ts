import type { Settings } from '../lib/config/setting-types.ts';

/**
 * What each environment is deployed with: `npx cdk deploy -c environment=prod`. A `-c` setting wins over the one here.
 * docs/deploy.md explains every setting.
 */
export const environments: Readonly<Record<string, Settings>> = {
  dev: {
    loopback: true,
    allowedOrigins: ['http://localhost:*', 'http://127.0.0.1:*'],
    logRetentionDays: 7,
  },
  prod: {
    production: true,
    logRetentionDays: 90,
  },
};
