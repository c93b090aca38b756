import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import packageJson from '../../../package.json' with { type: 'json' };
import { errorStatus } from '../../../lambdas/core/error-name.ts';
import { describeApi } from '../../../lambdas/openapi/describe-api.ts';
import { awsPage } from '../../../lambdas/openapi/describe-operation.ts';
import { textKeys } from '../../../lambdas/openapi/texts.ts';
import { integer, structure } from '../../../lambdas/core/shape.ts';
import type { Operation } from '../../../lambdas/operations/operation.ts';
import { operations } from '../../../lambdas/operations/operations.ts';
import { answerOf, apiDocument, describedOf, type Schema } from '../../support/api-document.ts';
import { successOf } from '../../support/api-request.ts';

const { schemas } = apiDocument.components;

test('every schema, member, parameter and answer is described', () => {
  for (const [name, schema] of Object.entries(schemas)) {
    assert(schema.description, name);
    for (const [member, of] of Object.entries(schema.properties ?? {}))
      assert(of.description, `${name}.${member}`);
  }
  for (const operation of operations) {
    const described = describedOf(operation);
    for (const { name, description } of described.parameters ?? []) assert(description, name);
    for (const status of Object.keys(described.responses)) assert(answerOf(described, status).description);
  }
});

test('no structure is without a name, at any depth', () => {
  const nested = (schema: Schema): readonly Schema[] =>
    [
      schema.items,
      typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined,
      ...Object.values(schema.properties ?? {}),
    ].flatMap((inner) => (inner ? [inner, ...nested(inner)] : []));
  for (const [name, schema] of Object.entries(schemas))
    for (const inner of nested(schema)) assert.equal(inner.properties, undefined, name);
  for (const operation of operations) {
    const described = describedOf(operation);
    const bodies = [described.requestBody, answerOf(described, successOf(operation))].map(
      (one) => one?.content['application/json'],
    );
    for (const body of bodies) if (body) assert.match(body.schema.$ref ?? '', /^#.components/);
  }
});

test('every text is of something that is there', () => {
  const members = [
    ...Object.entries(schemas).flatMap(([name, { properties = {} }]) =>
      Object.keys(properties).map((member) => `${name}.${member}`),
    ),
    ...operations.flatMap((operation) =>
      (describedOf(operation).parameters ?? []).map(({ name }) => `${operation.name}Request.${name}`),
    ),
  ];
  const texts = members.map((member) =>
    textKeys.members.includes(member) ? member : (member.split('.')[1] ?? ''),
  );
  assert.deepEqual(unused(textKeys.components, Object.keys(schemas)), []);
  assert.deepEqual(unused(textKeys.structures, members), []);
  assert.deepEqual(unused(textKeys.members, texts), []);
});

function unused(keys: readonly string[], used: readonly string[]): readonly string[] {
  return keys.filter((key) => !used.includes(key));
}

test('every operation has a tag, and every tag an operation', () => {
  const tags = operations.flatMap((operation) => describedOf(operation).tags);
  assert.equal(tags.length, operations.length);
  assert.deepEqual(new Set(tags), new Set(apiDocument.tags.map(({ name }) => name)));
  for (const { description } of apiDocument.tags) assert(description);
});

test('every operation of AWS’s has its page, in the document and above its literal', () => {
  for (const operation of operations) {
    const page = awsPage(operation);
    assert.equal(page !== undefined, operation.command !== undefined);
    assert.equal(describedOf(operation).externalDocs?.url, page);
    if (page === undefined) continue;
    assert(describedOf(operation).description.includes(page));
    const file = operation.name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
    const literal = readFileSync(new URL(`../../../lambdas/operations/${file}.ts`, import.meta.url), 'utf8');
    assert(literal.includes(`/** ${page} */\nexport const `), file);
  }
});

test('the document has the version and the license of the package', () => {
  assert.equal(apiDocument.info['version'], packageJson.version);
  assert.equal((apiDocument.info['license'] as { readonly name: string }).name, packageJson.license);
});

test('an answer may have Retry-After exactly where the pipeline gives it', () => {
  for (const operation of operations)
    for (const status of Object.keys(describedOf(operation).responses)) {
      const { headers } = answerOf(describedOf(operation), status);
      const waits = ['409', '429', '500'].includes(status);
      assert.equal('Retry-After' in headers, waits, `${operation.name} ${status}`);
    }
  assert(Object.values(errorStatus).includes(429));
});

test('an answer may be a replay exactly where the ledger keeps it: a success, and a refusal of the body', () => {
  for (const operation of operations)
    for (const status of Object.keys(describedOf(operation).responses)) {
      const { headers } = answerOf(describedOf(operation), status);
      const kept = operation.idempotency.kind === 'ledger' && ['200', '400'].includes(status);
      assert.equal('Idempotent-Replayed' in headers, kept, `${operation.name} ${status}`);
    }
});

test('no answer is refused by its schema for a length', () => {
  for (const operation of operations) {
    const reached = reach(
      answerOf(describedOf(operation), successOf(operation)).content['application/json']?.schema,
    );
    const keywords = /"(?:min|max)(?:Length|Items|imum)":/;
    for (const [name, schema] of reached) assert.doesNotMatch(JSON.stringify(schema), keywords, name);
  }
});

/** The named schemas that a schema leads to. */
function reach(from: Schema | undefined, found = new Map<string, Schema>()): ReadonlyMap<string, Schema> {
  for (const [, name = ''] of JSON.stringify(from ?? {}).matchAll(/#.components.schemas.(\w+)/g)) {
    const schema = schemas[name];
    if (!schema || found.has(name)) continue;
    reach(schema, found.set(name, schema));
  }
  return found;
}

test('what the guide says of a status, the operations say as well', () => {
  const guide = String(apiDocument.info['description']);
  const told = [...guide.matchAll(/^\| ([\d, ]+)(?:, no answer)? \|/gm)].flatMap(([, list = '']) =>
    list.split(',').map((status) => status.trim()),
  );
  const listed = operations.flatMap((operation) => Object.keys(describedOf(operation).responses));
  assert.deepEqual(new Set(told), new Set(listed.filter((status) => !['200', '204'].includes(status))));
});

test('a new member without a text, or a new structure with a name that is taken, stops with what to do', () => {
  const [first] = operations;
  assert(first);
  const other = (input: Operation['input']): readonly Operation[] => [
    ...operations,
    { ...first, path: '/x', input },
  ];
  assert.throws(
    () => describeApi(other(structure({ Unheard: integer() })), packageJson),
    /^Error: Unheard has no description: add it to lambdas\/openapi\/member-texts\.ts$/,
  );
  assert.throws(
    () => describeApi(other(structure({ View: structure({ Name: integer() }) })), packageJson),
    /^Error: Two schemas are called \w+: give one of them a name in lambdas\/openapi\/component-texts\.ts$/,
  );
});
