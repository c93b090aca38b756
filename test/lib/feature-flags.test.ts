import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FLAGS } from 'aws-cdk-lib/cx-api';

/** cdk.json, held to what the installed aws-cdk-lib recommends. */

interface Project {
  readonly versionReporting: boolean;
  readonly context: Readonly<Record<string, unknown>>;
}

function json(url: string | URL): unknown {
  return JSON.parse(readFileSync(new URL(url), 'utf8'));
}

const project = json(new URL('../../cdk.json', import.meta.url)) as Project;
const recommended = json(import.meta.resolve('aws-cdk-lib/recommended-feature-flags.json')) as Record<
  string,
  unknown
>;

/** Flags that are not as recommended, each with the reason. */
const exceptions: Readonly<Record<string, string>> = {};

const isFlag = (name: string): boolean => name.startsWith('@aws-cdk');

test('every feature flag that CDK recommends is set so, or has a reason not to be', () => {
  const names = Object.keys(recommended);
  assert.ok(names.length > 50);
  for (const name of names.filter((flag) => !Object.hasOwn(exceptions, flag)))
    assert.deepEqual(
      project.context[name],
      recommended[name],
      `${name}: set it in cdk.json as recommended, look at what changes in the templates, or give a reason here`,
    );
});

test('every flag in cdk.json is one that this CDK knows, and every reason is still needed', () => {
  for (const name of Object.keys(project.context).filter(isFlag))
    assert.ok(Object.hasOwn(FLAGS, name), `${name} is no feature flag of this aws-cdk-lib`);
  for (const name of Object.keys(exceptions))
    assert.notDeepEqual(project.context[name], recommended[name], `${name} is as recommended by now`);
});

test('nothing about a deployment is reported to anybody', () => {
  assert.equal(project.versionReporting, false);
  assert.equal(project.context['cli-telemetry'], false);
});
