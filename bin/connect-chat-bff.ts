import { App } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundle } from '../lib/bundle.ts';
import { parseConfig } from '../lib/config.ts';
import { createStack } from '../lib/stack.ts';
import { environments } from './environments.ts';

const app = new App();
const parsed = parseConfig(app.node.getAllContext(), environments);
if ('problems' in parsed) {
  process.stderr.write(`Nothing is deployed: the settings need mending.\n${parsed.problems.join('\n')}\n`);
  process.exitCode = 1;
} else {
  const { participant, connect } = await bundle();
  createStack(app, parsed.config, {
    participant: Code.fromAsset(participant.directory),
    connect: Code.fromAsset(connect.directory),
  });
  app.synth();
}
