import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../lib/bundle.ts';
import { commandLine, configurations } from './configurations.ts';
import { synthesized } from './synthesized.ts';

/** The command itself, as a person types it, in an environment that knows no account. */

const root = fileURLToPath(new URL('../..', import.meta.url));

function cdkSynth(context: Readonly<Record<string, string>>): {
  readonly status: number | null;
  readonly text: string;
  readonly output: string;
} {
  const output = join(mkdtempSync(join(tmpdir(), 'cdk-')), 'out');
  const settings = Object.entries(context).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const { status, stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/cdk'),
    ['synth', '--quiet', '--no-notices', '--output', output, ...settings],
    {
      cwd: root,
      encoding: 'utf8',
      // Neither credentials nor a Region nor a profile, and no Docker: what is left is what everybody has.
      env: {
        PATH: `${join(root, 'node_modules/.bin')}:/usr/bin:/bin`,
        HOME: mkdtempSync(join(tmpdir(), 'home-')),
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_DISABLE_CLI_TELEMETRY: '1',
        CDK_DOCKER: '/bin/false',
      },
    },
  );
  return { status, text: stdout + stderr, output };
}

function hashes(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory)
      .toSorted()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(directory, name)))
          .digest('hex'),
      ]),
  );
}

test('the command synthesizes without an account, and ships the bundle that the local server runs', async () => {
  const { status, text, output } = cdkSynth(commandLine);
  assert.equal(status, 0, text);
  const code = await bundle(mkdtempSync(join(tmpdir(), 'bundle-')));
  const template = JSON.parse(readFileSync(join(output, 'connect-chat-bff.template.json'), 'utf8')) as {
    Resources: Record<string, { Type: string; Properties: { Code: { S3Key: string }; Handler: string } }>;
  };
  const functions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  assert.equal(functions.length, 2);
  for (const { Properties } of functions) {
    const asset = Properties.Code.S3Key.replace('.zip', '');
    const shipped = hashes(join(output, `asset.${asset}`));
    const service = Properties.Handler === 'connect.handler' ? 'connect' : 'participant';
    assert.equal(Properties.Handler, `${service}.handler`);
    assert.ok(Object.hasOwn(shipped, `${service}.mjs`));
    assert.deepEqual(shipped, hashes(code[service].directory));
  }
  assert.ok(!existsSync(join(root, 'cdk.context.json')), 'nothing was looked up in an account');
});

test('wrong input ends in one clear message and no stack', () => {
  const { status, text, output } = cdkSynth({ ...commandLine, allowedOrigins: '*', tracing: 'maybe' });
  assert.notEqual(status, 0);
  assert.match(text, /the settings need mending/);
  assert.match(text, /- allowedOrigins must be the origins of your pages, exactly/);
  assert.match(text, /- tracing must be true or false/);
  assert.doesNotMatch(text, /\n\s+at /, 'no stack trace');
  assert.ok(!existsSync(output) || !readdirSync(output).some((name) => name.endsWith('.template.json')));
});

const cfnLint = spawnSync('cfn-lint', ['--version'], { encoding: 'utf8' });

test(
  'cfn-lint finds nothing in any example',
  { skip: cfnLint.status === 0 ? false : 'cfn-lint is not installed: pip install cfn-lint' },
  () => {
    const files = Object.keys(configurations).map((name) => synthesized(name).templateFile);
    // W3005 is of dependencies that CDK names twice: by DependsOn and by a reference.
    const { status, stdout } = spawnSync(
      'cfn-lint',
      ['--regions', 'eu-central-1', '--ignore-checks', 'W3005', '--', ...files],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stdout);
  },
);
