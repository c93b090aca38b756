import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { integer, nothing, structure } from '../../lambdas/core/shape.ts';
import { connectOperations } from '../../lambdas/operations/connect-operations.ts';
import type { Operation } from '../../lambdas/operations/operation.ts';
import { operations } from '../../lambdas/operations/operations.ts';
import { participantOperations } from '../../lambdas/operations/participant-operations.ts';
import { sendMessage } from '../../lambdas/operations/send-message.ts';
import { missingSections, type Specification } from '../operations/specification.ts';

/** What an operation has besides its literal, and no compiler asks for. */

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Each literal, by the name of its file. */
const literals = new Map(
  globSync('lambdas/operations/*.ts', { cwd: root }).flatMap((file) => {
    const [, name, service = ''] =
      /^export const \w+ = operation\(\{\s+name: '(\w+)'.*?service: '(\w+)'/ms.exec(
        readFileSync(join(root, file), 'utf8'),
      ) ?? [];
    return name === undefined ? [] : [[basename(file, '.ts'), { name, service }] as const];
  }),
);

test("every literal is in the list of its function's operations", () => {
  const lists: Readonly<Record<string, readonly Operation[]>> = {
    connect: connectOperations,
    participant: participantOperations,
  };
  for (const [file, { name, service }] of literals)
    assert.ok(
      lists[service]?.some((one) => one.name === name),
      `Nothing serves lambdas/operations/${file}.ts: add it to the list in lambdas/operations/${service}-operations.ts`,
    );
  assert.equal(literals.size, operations.length);
});

test('every literal has its file, which is called after it', () => {
  for (const [file, { name }] of literals)
    assert.equal(file.replaceAll('-', ''), name.toLowerCase(), `${name} is in lambdas/operations/${file}.ts`);
});

test('every literal has its specification, and every specification its literal', () => {
  const specified = new Map(
    globSync('test/operations/*.test.ts', { cwd: root }).flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const [, of] = /^operationTest\((\w+),/m.exec(text) ?? [];
      return of === undefined ? [] : [[basename(file, '.test.ts'), { of, text }] as const];
    }),
  );
  for (const file of literals.keys())
    assert.ok(specified.has(file), `Nothing says what it does: write test/operations/${file}.test.ts`);
  for (const [file, { of, text }] of specified) {
    assert.ok(literals.has(file), `test/operations/${file}.test.ts has no lambdas/operations/${file}.ts`);
    assert.ok(text.includes(`import { ${of} } from '../../lambdas/operations/${file}.ts'`), file);
  }
});

test('a specification without what its kind demands is refused, by the name of what is missing', () => {
  const outcome = { calls: 1, carriedOut: 1 };
  const retries = {
    again: outcome,
    throttled: outcome,
    throttledThroughout: outcome,
    answerLost: outcome,
  };
  const bare: Specification = { asked: {}, answers: {} };
  const { command: _, ...ofOurs } = sendMessage as Operation;
  for (const [operation, specification, missing] of [
    [sendMessage, bare, ['sends', 'refuses', 'retries', 'retries.otherBody', 'retries.withoutStore']],
    [sendMessage, { ...bare, refuses: [] }, ['refuses']],
    [sendMessage, { ...bare, retries }, ['retries.otherBody', 'retries.withoutStore']],
    [{ ...sendMessage, idempotency: { kind: 'derived' } }, { ...bare, retries }, ['retries.otherBody']],
    [{ ...ofOurs, input: nothing, idempotency: { kind: 'none' } }, bare, []],
    [{ ...ofOurs, input: structure({ Size: integer() }), idempotency: { kind: 'none' } }, bare, ['refuses']],
  ] as const satisfies readonly (readonly [Operation, Specification, readonly string[]])[]) {
    const found = missingSections(operation, specification);
    for (const section of missing) assert.ok(found.includes(section), `${section} is not missed`);
    if (missing.length === 0) assert.deepEqual(found, []);
  }
});
