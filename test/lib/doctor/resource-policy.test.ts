import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allows, type Use, type Verdict } from '../../../lib/doctor/account/resource-policy.ts';

const account = '123456789012';
const use: Use = {
  principal: 'cloudwatch.amazonaws.com',
  action: 'sns:Publish',
  context: { 'aws:sourceaccount': account, 'aws:sourcearn': 'arn:aws:cloudwatch:eu-central-1:1:alarm:a' },
};

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

const principals: readonly (readonly [unknown, boolean])[] = [
  ['*', true],
  [{ AWS: '*' }, true],
  [{ Service: 'cloudwatch.amazonaws.com' }, true],
  [{ Service: ['events.amazonaws.com', 'cloudwatch.amazonaws.com'] }, true],
  [{ Service: 'events.amazonaws.com' }, false],
  [{ AWS: `arn:aws:iam::${account}:root` }, false],
];
const actions: readonly (readonly [unknown, boolean])[] = [
  ['sns:Publish', true],
  ['SNS:publish', true],
  ['sns:*', true],
  ['*', true],
  ['sns:Publis?', true],
  [['sns:Subscribe', 'sns:Pub*'], true],
  ['sns:Subscribe', false],
];
const conditions: readonly (readonly [object | undefined, Verdict])[] = [
  [undefined, 'yes'],
  [{ StringEquals: { 'AWS:SourceAccount': account } }, 'yes'],
  [{ StringEquals: { 'aws:SourceAccount': ['1', account] } }, 'yes'],
  [{ StringEquals: { 'aws:SourceAccount': '210987654321' } }, 'no'],
  [{ StringNotEquals: { 'aws:SourceAccount': account } }, 'no'],
  [{ StringEqualsIfExists: { 'aws:SourceAccount': account } }, 'yes'],
  [{ StringLike: { 'aws:SourceAccount': '1234*' } }, 'yes'],
  [{ ArnLike: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:1:alarm:*' } }, 'yes'],
  [{ ArnEquals: { 'aws:SourceArn': 'arn:aws:cloudwatch:*:2:alarm:*' } }, 'no'],
  [{ StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, 'unknown'],
  [{ DateLessThan: { 'aws:SourceAccount': '2030' } }, 'unknown'],
  [
    {
      StringEquals: { 'aws:PrincipalOrgID': 'o-1', 'aws:SourceAccount': '210987654321' },
    },
    'no',
  ],
];

/** A statement, and whether it applies to the use. */
const statement = (Effect: string) =>
  fc
    .tuple(fc.constantFrom(...principals), fc.constantFrom(...actions), fc.constantFrom(...conditions))
    .map(([[Principal, ofUs], [Action, thisOne], [Condition, met]]) => ({
      text: { Effect, Principal, Action, Resource: '*', ...(Condition && { Condition }) },
      applies: ofUs && thisOne ? met : 'no',
    }));

test('a policy allows what a statement allows and none denies; where that is not known, it is unknown', () => {
  fc.assert(
    fc.property(
      fc.array(statement('Allow'), { maxLength: 4 }),
      fc.array(statement('Deny'), { maxLength: 2 }),
      (allowing, denying) => {
        const verdicts = (of: typeof allowing): Set<Verdict> => new Set(of.map(({ applies }) => applies));
        const [allowed, denied] = [verdicts(allowing), verdicts(denying)];
        const may = allowed.has('yes') || allowed.has('unknown');
        const expected: Verdict =
          denied.has('yes') || !may ? 'no' : denied.has('unknown') || !allowed.has('yes') ? 'unknown' : 'yes';
        const statements = [...denying, ...allowing].map(({ text }) => text);
        assert.equal(allows(policy(...statements), use), expected);
      },
    ),
    { numRuns: 500 },
  );
});

test('an account is named by its root or by its number', () => {
  const root = { ...use, principal: `arn:aws:iam::${account}:root` };
  const allow = (Principal: unknown): Verdict =>
    allows(policy({ Effect: 'Allow', Principal, Action: 'sns:*' }), root);
  assert.equal(allow({ AWS: account }), 'yes');
  assert.equal(allow({ AWS: root.principal }), 'yes');
  assert.equal(allow({ AWS: `arn:aws:iam::${account}:role/some` }), 'no');
});

test('what is no policy allows nothing', () => {
  for (const text of ['', '{}', 'null', '[]', '{"Statement":"Allow"}', 'no JSON'])
    assert.equal(allows(text, use), 'no', text);
});
