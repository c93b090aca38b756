import { type App, Stack, Tags } from 'aws-cdk-lib';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import { createApi } from './api.ts';
import type { Service } from '../lambdas/core/access.ts';
import type { Config } from './config.ts';
import { createDomain } from './domain.ts';
import { createFunctions } from './functions.ts';
import { deployGradually } from './gradual-deployment.ts';
import { addMonitoring, addQueries } from './monitoring/monitoring.ts';
import { addOutputs } from './outputs.ts';
import { createTable } from './table.ts';
import { addWebAcl } from './web-acl.ts';

/** The whole deployment. `code` is what lib/bundle.ts makes. */
export function createStack(app: App, config: Config, code: Readonly<Record<Service, Code>>): Stack {
  const { account, environment, production, region, stackName, tags } = config;
  const stack = new Stack(app, stackName, {
    description: 'Connect Chat BFF: chats of Amazon Connect for browsers',
    // Known from the instance's ARN, so that credentials for another account are refused before anything is changed.
    env: { account, region },
    terminationProtection: production,
  });
  for (const [name, value] of Object.entries({
    application: 'connect-chat-bff',
    ...(environment !== undefined && { environment }),
    ...tags,
  }))
    Tags.of(stack).add(name, value);
  const table = createTable(stack, config);
  const functions = createFunctions(stack, { config, code, table });
  deployGradually(stack, functions, addMonitoring(stack, { config, functions, table }));
  const api = createApi(stack, config, functions);
  addWebAcl(stack, api, config);
  addQueries(stack);
  addOutputs(stack, api, createDomain(stack, api, config), config);
  return stack;
}
