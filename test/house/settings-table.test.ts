import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parseSettings } from '../../lib/config/config.ts';
import { settings } from '../../lib/config/settings.ts';
import { requestSettings } from '../../lambdas/settings/request-settings.ts';

/** docs/deploy.md's table has each setting as the code declares it. */

const page = readFileSync(new URL('../../docs/deploy.md', import.meta.url), 'utf8');
const [, section = ''] = page.split('\n## Settings\n');
const table = (section.split('\n## ')[0] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name = '', standard = '', meaning = '']) => ({
    name: name.replaceAll('`', ''),
    standard: standard.replaceAll('`', ''),
    meaning,
  }));

test('every setting has a row of its own, in the order of their declaration, with a meaning', () => {
  assert.deepEqual(
    table.map(({ name }) => name),
    ['environment', ...Object.keys(settings)],
  );
  for (const { name, meaning } of table) assert.match(meaning, /^[^|]{10,}\.$/, name);
});

test('a default that is a value is the one that holds', () => {
  const parsed = parseSettings({
    instanceArn: 'arn:aws:connect:eu-central-1:123456789012:instance/11111111-1111-4111-8111-111111111111',
    contactFlowId: '22222222-2222-4222-8222-222222222222',
    allowedOrigins: ['https://www.example.com'],
  });
  assert.ok('config' in parsed);
  const held: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(Object.entries(requestSettings).map(([name, { otherwise }]) => [name, otherwise])),
    ...parsed.config,
  };
  const values = table.filter(({ name, standard }) =>
    /^(?:\d+|true|false|on|auto|info)\b/.test(standard) ? name in held : false,
  );
  assert.ok(values.length >= 8, values.map(({ name }) => name).join(' '));
  for (const { name, standard } of values)
    assert.equal(standard.split(/[;,]/, 1)[0], String(held[name]), name);
});
