import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inCommon, namesOf } from '../../../lib/deployer/names.ts';
import { synthesized } from '../synthesized.ts';
import { physicalName } from './deployment.ts';

const { config, template } = synthesized('the command line');

function fits(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(name);
}

test('whatever a stack is called, the patterns fit the names that CloudFormation makes', () => {
  const logicalIds = Object.keys(template.Resources);
  const stackName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,99}$/);
  fc.assert(
    fc.property(
      stackName,
      fc.constantFrom(...logicalIds),
      fc.constantFrom(64, 100, 255, 512),
      (name, id, maximum) => {
        const one = { Resources: { [id]: { Type: 'AWS::Any::Type' } } };
        const [pattern = ''] = namesOf(one, 'AWS::Any::Type', { ...config, stackName: name }, { maximum });
        const made = physicalName(name, id, maximum);
        assert.ok(made.length <= maximum);
        assert.ok(fits(pattern, made), `${pattern} and ${made}`);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('a stack whose name goes on after this one’s has other names', () => {
  for (const [id, { Type }] of Object.entries(template.Resources)) {
    if (!['AWS::DynamoDB::Table', 'AWS::Lambda::Function', 'AWS::IAM::Role'].includes(Type)) continue;
    const maximum = Type === 'AWS::DynamoDB::Table' ? 255 : 64;
    for (const pattern of namesOf(template, Type, config, { maximum }))
      assert.ok(!fits(pattern, physicalName('connect-chat-bff-prod', id, maximum)), `${pattern} and ${id}`);
  }
});

test('what many names have in common ends with a dash', () => {
  assert.equal(inCommon(['chat-prod-Starts', 'chat-prod-Stop']), 'chat-prod-*');
  assert.equal(inCommon(['chat-prod-Starts']), 'chat-prod-*');
});
