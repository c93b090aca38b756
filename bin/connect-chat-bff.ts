import { App } from 'aws-cdk-lib';
import { bundledCode } from '../lib/functions/bundled-code.ts';
import { parseConfig } from '../lib/config/config.ts';
import { createNamedStack, describeNamedStack, needsTemplates } from '../lib/config/named-stack.ts';
import { createStack } from '../lib/stack.ts';
import { environments } from './environments.ts';

const app = new App();
const parsed = parseConfig(app.node.getAllContext(), environments);
if ('config' in parsed) {
  createStack(app, parsed.config, await bundledCode());
  app.synth();
} else if (parsed.named && !needsTemplates(app)) {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  createNamedStack(app, parsed.named, parsed.problems);
  process.stderr.write(describeNamedStack(parsed.named, { account, region }));
  app.synth();
} else {
  process.stderr.write(`Nothing is deployed: the settings are wrong.\n${parsed.problems.join('\n')}\n`);
  process.exitCode = 1;
}
