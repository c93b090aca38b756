import type { Config } from '../../config/config.ts';
import type { Finding } from '../finding.ts';
import { bootstrapFinding } from './bootstrap-checks.ts';
import { concurrencyFindings } from './concurrency-checks.ts';
import type { AccountFacts } from './facts.ts';
import { keyFindings } from './key-checks.ts';
import { logRoleFinding } from './log-role-checks.ts';
import { recipientFindings } from './recipient-checks.ts';
import { stackFinding } from './stack-checks.ts';

/** Finds what in the account would make a deployment fail, stay silent, or be slow. */
export function accountFindings(config: Config, facts: AccountFacts): readonly Finding[] {
  const { keyArn } = config.optional;
  return [
    bootstrapFinding(config, facts),
    stackFinding(config, facts.stack),
    ...concurrencyFindings(config, facts.concurrency),
    logRoleFinding(config, facts),
    ...keyFindings(config, keyArn === undefined ? undefined : facts.keys[keyArn]),
    ...recipientFindings(config, facts),
  ];
}
