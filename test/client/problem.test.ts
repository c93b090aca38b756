import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { kindOf } from '../../client/src/problem.ts';
import { errorStatus } from '../../lambdas/core/error-name.ts';
import { gatewayErrors } from '../../lambdas/core/gateway-errors.ts';

/** The rows of the tables of docs/errors.md, each as its cells. */
const rows = [
  ...readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8').matchAll(/^\| (`.*) \|$/gm),
].map(([, row = '']) => row.split(' | ').map((cell) => cell.trim()));
const errors = rows.filter(([name = '']) => /^`\w+Exception`$/.test(name));
const kinds = rows.filter(([name = '']) => /^`[a-z-]+`$/.test(name));

test('docs/errors.md has every error of the API, with its status', () => {
  const expected = new Map([
    ...Object.entries(errorStatus),
    ...Object.values(gatewayErrors).map(({ type, status }): [string, number] => [type, status]),
  ]);
  // API Gateway's own for a function that failed and one that took too long has two.
  const documented = new Map(errors.map(([name = '', status = '']) => [name.replaceAll('`', ''), status]));
  assert.deepEqual([...documented.keys()].toSorted(), [...expected.keys()].toSorted());
  for (const [name, status] of expected)
    assert.match(documented.get(name) ?? '', new RegExp(`\\b${status}\\b`), name);
});

test('the client makes of each error the kind that docs/errors.md says', () => {
  for (const [name = '', statuses = '', , , , kind = ''] of errors)
    for (const status of statuses.split(', ').map(Number)) {
      const said = [...kind.matchAll(/`([a-z-]+)`/g)].map(([, one]) => one);
      const made = new Set(
        [null, '1'].flatMap((after) =>
          [true, false].map((starting) => kindOf(status, name.replaceAll('`', ''), after, starting)),
        ),
      );
      assert.deepEqual(made, new Set(said), `${name} ${status}`);
    }
});

test('docs/errors.md says of each kind what a page does, and whether it is tried again by itself', async () => {
  const { problem } = await import('../../client/src/problem.ts');
  const source = readFileSync(new URL('../../client/src/problem.ts', import.meta.url), 'utf8');
  const union = /export type ProblemKind =([^;]*);/.exec(source)?.[1] ?? '';
  const all = [...union.matchAll(/\| '([a-z-]+)'/g)].map(([, kind]) => kind as Parameters<typeof problem>[0]);
  assert.ok(all.length > 10);
  assert.deepEqual(kinds.map(([kind = '']) => kind.replaceAll('`', '')).toSorted(), all.toSorted());
  for (const [kind = '', , again = ''] of kinds)
    assert.equal(again === 'yes', problem(kind.replaceAll('`', '') as (typeof all)[number]).again, kind);
});

test('a status that nobody has described is still of some kind', () => {
  assert.equal(kindOf(418, '', null, false), 'invalid');
  assert.equal(kindOf(599, '', null, false), 'unavailable');
  assert.equal(kindOf(503, '', '7', true), 'unavailable');
});
