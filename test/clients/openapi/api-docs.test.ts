import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { apiDocsPage, staticApiDocs } from '../../../lib/api-docs/api-docs.ts';
import { operations } from '../../../lambdas/operations/operations.ts';

const folder = join(import.meta.dirname, '../../../docs/api');
const links = { stylesheet: 'page.css', script: 'page.js', document: 'openapi.json' };

test('docs/api is what npm run api-docs makes of the API as it is', async () => {
  const files = await staticApiDocs();
  assert.deepEqual(readdirSync(folder).toSorted(), Object.keys(files).toSorted());
  for (const [name, text] of Object.entries(files))
    assert.ok(readFileSync(join(folder, name), 'utf8') === text, `docs/api/${name} is old: npm run api-docs`);
});

suite('The page of the API', () => {
  const page = apiDocsPage(links, 'http://localhost:4567/v1');

  test('has every operation, with the route, what can go wrong and an example', () => {
    for (const { name, method, path } of operations) {
      const [, article = ''] = new RegExp(`<article id="${name}"([^]*?)</article>`).exec(page) ?? [];
      const words = textOf(article);
      for (const part of [name, `${method} ${path.replace('+}', '}')}`, 'What can go wrong', 'curl -sS'])
        assert.ok(words.includes(part), `${name}: ${part} in ${words}`);
      assert.match(words, /'http:\/\/localhost:4567\/v1\//);
    }
  });

  test('leads nowhere that is not there, and has each id once', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id = '']) => id);
    assert.equal(new Set(ids).size, ids.length);
    const targets = [...page.matchAll(/ (?:href|aria-labelledby)="#?([\w-]+)"/g)].map(([, id = '']) => id);
    assert.ok(targets.length > 2 * operations.length);
    for (const target of targets) assert.ok(ids.includes(target), target);
  });

  test('shows no mark of Markdown as text, and no HTML of the document as HTML', () => {
    const prose = textOf(page.replaceAll(/<(code|pre)\b[^]*?<\/\1>/g, ''));
    assert.doesNotMatch(prose, /`|\*\*|^#|\]\(|\| --|undefined|\[object/m);
    assert.doesNotMatch(page, /<(?:style|iframe|img)|\sstyle=|\son\w+=|<script>/);
  });
});

/** What a person reads. */
function textOf(html: string): string {
  return html
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
