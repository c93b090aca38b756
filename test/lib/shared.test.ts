import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { configurations } from './configurations.ts';
import { resourcesOf, synthesized } from './synthesized.ts';

/** What a deployment has in common with the rest of its account and Region: docs/deploy.md lists it. */

const names = Object.keys(configurations);

test('nothing is exported, so that no other stack can come to depend on this one unseen', () => {
  for (const name of names)
    for (const [id, output] of Object.entries(synthesized(name).template.Outputs))
      assert.ok(!Object.hasOwn(output, 'Export'), `${name}: ${id}`);
});

test('the one setting of the whole account that the template touches is API Gateway’s log role', () => {
  const types = new Set(
    names.flatMap((name) => Object.values(synthesized(name).template.Resources).map(({ Type }) => Type)),
  );
  // Of all types that CloudFormation has for such settings, by their names.
  const ofAccount = [...types].filter((type) =>
    /Account|Registry|ResourcePolicy|::Default|Custom::/.test(type),
  );
  assert.deepEqual(ofAccount.toSorted(), ['AWS::ApiGateway::Account', 'Custom::ApiGatewayLogRole']);
  for (const name of names) {
    const { template, config } = synthesized(name);
    const touched = ofAccount.filter((type) => resourcesOf(template, type).length > 0);
    const { apiGatewayLogRole } = config;
    assert.deepEqual(
      touched,
      apiGatewayLogRole === false
        ? []
        : [apiGatewayLogRole === true ? 'AWS::ApiGateway::Account' : 'Custom::ApiGatewayLogRole'],
    );
  }
});

test('docs/deploy.md says so, in the list of what a deployment shares', () => {
  const document = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
  const [, list = ''] =
    /\n## What a deployment shares with its account\n([\s\S]*?)\n## /.exec(document) ?? [];
  for (const named of ['`apiGatewayLogRole`', 'Lambda', 'Connect', 'CDK’s bootstrap'])
    assert.ok(list.replaceAll("'", '’').includes(named), named);
});

test('what has no Region has its Region in its name, or a name that CloudFormation makes', () => {
  for (const name of names) {
    const { template, config } = synthesized(name);
    for (const [id, { Type, Properties }] of Object.entries(template.Resources)) {
      if (Type.startsWith('AWS::IAM::'))
        for (const property of ['RoleName', 'UserName', 'ManagedPolicyName', 'InstanceProfileName'])
          assert.equal(Properties[property], undefined, `${name}: ${id}`);
      // The same stack in two Regions would have one dashboard, and the second deployment would take it.
      if (Type === 'AWS::CloudWatch::Dashboard')
        assert.ok(String(Properties['DashboardName']).includes(config.region), `${name}: ${id}`);
    }
  }
});

test('no function can be called by a URL of its own, past the API', () => {
  for (const name of names) assert.deepEqual(resourcesOf(synthesized(name).template, 'AWS::Lambda::Url'), []);
});
