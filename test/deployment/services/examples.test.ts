import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurations } from '../../lib/configurations.ts';
import { synthesized } from '../../lib/synthesized.ts';
import type { Placed } from './cdk-preflight.ts';
import { exceptions } from './exceptions.ts';
import { twoConstructs } from './two-constructs.ts';
import { mutants, mutated, packed } from './mutants.ts';
import { filledIn, unresolved } from './references.ts';
import { sentence, sentences } from './refusal.ts';
import { judged } from './refused.ts';

/** What the services would say to the templates, with their references filled in as CloudFormation does. */

const examples: Readonly<Record<string, Placed>> = {
  ...Object.fromEntries(
    Object.keys(configurations).map((name) => {
      const { template, config } = synthesized(name);
      return [name, { template: filledIn(template, config), place: config }];
    }),
  ),
  'two constructs in somebody else’s app': twoConstructs(),
};
const names = Object.keys(examples);
const { template: healthy, place } = examples['every setting'] ?? assert.fail();
const broken: Readonly<Record<string, Placed>> = Object.fromEntries(
  packed(healthy, mutants).map((template, index) => [`faults ${index}`, { template, place }]),
);
const all = judged({ ...examples, ...broken });

for (const name of names) {
  test(`${name}: every reference is filled in`, () => {
    assert.deepEqual(unresolved(examples[name]?.template), []);
  });

  test(`${name}: no service refuses anything of it`, () => {
    assert.deepEqual(sentences(all[name]?.refusals ?? assert.fail()), []);
  });
}

test('no reason for an exception is stale', () => {
  for (const { rule, because } of exceptions) {
    assert.ok(because.length > 40, rule);
    assert.ok(
      names.some((name) => all[name]?.excepted.some((one) => one.rule === rule)),
      `${rule} is wrong about nothing any more: remove its exception`,
    );
  }
});

const before = new Set(all['every setting']?.refusals.map(sentence));
const found = Object.keys(broken)
  .flatMap((name) => all[name]?.refusals ?? [])
  .filter((one) => !before.has(sentence(one)));

for (const mutant of mutants)
  test(`the checks find ${mutant.fault}`, () => {
    const { changed } = mutated(healthy, mutant);
    const here = found.filter(({ resource }) => changed.has(resource));
    assert.ok(
      here.some(({ rule }) => rule === mutant.rule),
      `${mutant.rule} has not found it; found was: ${here.map(sentence).join('; ') || 'nothing'}`,
    );
  });
