import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, type NagPack, ServerlessChecks } from 'cdk-nag';
import { configurations } from './configurations.ts';
import { synthesized } from './synthesized.ts';

/** The most acknowledgements of a deployment: more, and somebody has stopped reading them. */
const most = 18;

interface Finding {
  readonly rule: string;
  readonly path: string;
}

function findings(stack: Stack, { acknowledged }: { readonly acknowledged: boolean }): Finding[] {
  return [new AwsSolutionsChecks(), new ServerlessChecks()].flatMap((pack: NagPack) => {
    if (!acknowledged) Object.defineProperty(pack, 'isAcknowledged', { value: () => false });
    return pack
      .validateScope(stack)
      .violations.flatMap(({ ruleName, violatingResources }) =>
        violatingResources.map(({ constructPath }) => ({ rule: ruleName, path: String(constructPath) })),
      );
  });
}

function acknowledgements(stack: Stack): (Finding & { readonly reason: string })[] {
  return stack.node.findAll().flatMap(({ node }) =>
    node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as Record<string, string>).map(([id, reason]) => ({
          rule: id.replace(/^annotation::/i, ''),
          path: node.path,
          reason,
        })),
      ),
  );
}

for (const name of Object.keys(configurations)) {
  test(`cdk-nag finds nothing in ${name} that is not acknowledged with a reason`, () => {
    const { stack } = synthesized(name);
    assert.deepEqual(findings(stack, { acknowledged: true }), []);
    const made = acknowledgements(stack);
    assert.ok(made.length <= most, `${made.length} acknowledgements`);
    for (const { rule, reason } of made) assert.ok(reason.length > 40, `${rule} has a reason`);
  });

  test(`no acknowledgement in ${name} is stale, or stands above the API, the functions or one resource`, () => {
    const { stack } = synthesized(name);
    const found = findings(stack, { acknowledged: false });
    for (const { rule, path } of acknowledgements(stack)) {
      assert.ok(
        found.some((finding) => finding.rule === rule && finding.path.startsWith(`${path}/`)),
        `${rule} on ${path} is stale: remove it`,
      );
      assert.notEqual(path, stack.node.path, `${rule} is acknowledged for the whole stack`);
    }
  });
}
