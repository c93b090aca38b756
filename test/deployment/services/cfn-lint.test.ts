import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configurations } from '../../lib/configurations.ts';
import { synthesized, type Template } from '../../lib/synthesized.ts';
import { isOfYoungAction, linted, skipped } from './cfn-lint.ts';
import { edges } from './edge-settings.ts';
import { packed, type Mutant } from './mutants.ts';
import { placed } from './placed.ts';
import { sentence, type Refusal } from './refusal.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function written(template: Template): string {
  const file = join(temporaryFolder('cfn-lint'), 'template.json');
  writeFileSync(file, JSON.stringify(template));
  return file;
}

function assertNothing(found: readonly Refusal[]): void {
  assert.deepEqual(found.filter((one) => !isOfYoungAction(one)).map(sentence), []);
}

test('cfn-lint finds nothing in any example', { skip: skipped }, () => {
  const files = Object.keys(configurations).map((name) => synthesized(name).templateFile);
  const found = linted('eu-central-1', files);
  assert.ok(found.some(isOfYoungAction), 'cfn-lint knows DeleteContactData by now: take out isOfYoungAction');
  assertNothing(found);
});

test('cfn-lint finds nothing at the edges of the settings', { skip: skipped }, () => {
  const all = ['the longest names, and the most tags', 'the most instances'].map((name) => {
    const { template } = placed(edges[name] ?? assert.fail());
    return written(template);
  });
  assertNothing(linted('eu-central-1', all));
});

/** What cfn-lint alone knows. */
const mutants: readonly Mutant[] = [
  {
    fault: 'an action that its service has not',
    rule: 'W3037',
    put: (into) => (into('IAM::Policy').PolicyDocument.Statement[0].Action = 'logs:PutLogEventz'),
  },
  {
    fault: 'a reference to what is not there',
    rule: 'E1010',
    put: (into) => (into('Lambda::Function').Role = { 'Fn::GetAtt': ['Nobody', 'Arn'] }),
  },
];

test('cfn-lint finds faults that it alone knows', { skip: skipped }, () => {
  const files = packed(synthesized('the command line').template, mutants).map(written);
  const found = linted('eu-central-1', files);
  for (const { fault, rule } of mutants)
    assert.ok(
      found.some((one) => one.rule === rule),
      `${fault}: ${found.map(sentence).join('; ')}`,
    );
});
