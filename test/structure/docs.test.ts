import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { operations } from '../../lambdas/operations/operations.ts';
import { routesOf } from '../../local/routes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = ['README.md', ...globSync('docs/**/*.md', { cwd: root })];
const routes = routesOf(operations);

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Code blocks of a document, by their language. */
function blocks(text: string): { readonly language: string; readonly code: string }[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language = '', code = '']) => ({
    language,
    code,
  }));
}

/** Text between backticks, outside of code blocks. */
function inlineCode(text: string): string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
}

test('every link in a document leads to a file, and to a heading that it has', () => {
  let links = 0;
  for (const document of documents)
    for (const [, target = ''] of read(document).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = '', heading] = target.split('#');
      const file = path === '' ? document : join(dirname(document), path);
      assert.ok(existsSync(join(root, file)), `${document} links to ${target}, which is not there`);
      links++;
      if (heading === undefined) continue;
      const headings = [...read(file).matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchor(title));
      assert.ok(headings.includes(heading), `${document} links to ${target}, and there is no such heading`);
    }
  assert.ok(links > 5);
});

/** As GitHub makes one of a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}

test('every path of the repository that a document names is there', () => {
  let paths = 0;
  for (const document of documents)
    for (const code of inlineCode(read(document))) {
      if (!/^(?:bench|bin|docs|lambdas|lib|local|test)\/[\w./-]+$/.test(code)) continue;
      assert.ok(existsSync(join(root, code)), `${document} names ${code}, which is not there`);
      paths++;
    }
  assert.ok(paths > 20);
});

test('every npm script that a document names is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
  for (const document of documents)
    for (const [, name = ''] of read(document).matchAll(/npm run (?:--silent )?([\w:-]+)/g))
      assert.ok(name in scripts, `${document} names npm run ${name}`);
});

test('a version that a document names is a tag of this repository', (t) => {
  const { status, stdout } = spawnSync('git', ['tag', '--list'], { cwd: root, encoding: 'utf8' });
  if (status !== 0) {
    t.skip('this is no clone');
    return;
  }
  const tags = new Set(stdout.split('\n'));
  for (const document of documents)
    for (const [tag] of read(document).matchAll(/\bv\d+\.\d+\.\d+\b/g))
      assert.ok(tags.has(tag), `${document} names ${tag}, and there is no such tag`);
});

test("the README's figures are those of the benchmark's report", () => {
  const glance = new Map(rows(read('docs/performance.md')).map(([name, , measured]) => [name, measured]));
  const shown = rows(read('README.md')).filter(([, , command]) => command === '`npm run bench`');
  assert.ok(shown.length > 3);
  for (const [name = '', measured] of shown)
    assert.equal(
      measured,
      glance.get(name),
      `"${name}" of README.md: take over what docs/performance.md has`,
    );
});

/** Rows of a document's tables, each as its cells. */
function rows(text: string): string[][] {
  return [...text.matchAll(/^\|(.*)\|$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim()));
}

test('the examples ask for routes that there are', () => {
  let asked = 0;
  for (const document of documents)
    for (const { language, code } of blocks(read(document))) {
      if (!['js', 'ts', 'sh', 'bash'].includes(language)) continue;
      for (const [, path = ''] of code.matchAll(/(?:\$\{\w+\}|\$\w+|\/v1)(\/[\w./{}%-]+)/g)) {
        if (path.startsWith('/v1')) continue;
        assert.ok(routes.methods(path).length > 0, `an example in ${document} asks for ${path}`);
        asked++;
      }
    }
  assert.ok(asked > 0);
});

test('the routes that the README names are all that there are', () => {
  const named = new Set<string>();
  const rows = read('README.md')
    .split('\n')
    .filter((line) => /^\| `(?:GET|POST) \//.test(line));
  for (const row of rows) {
    const [, cell = ''] = row.split('|');
    let method = '';
    for (const code of inlineCode(cell)) {
      const [, given, path = ''] = /^(?:(GET|POST) )?(\/.*)$/.exec(code) ?? [];
      method = given ?? method;
      // After the first of a row, `/attachment` is short for `/participant/attachment`.
      const found = routes.find(method, path) ?? routes.find(method, `/participant${path}`);
      assert.ok(found, `the README names ${method} ${path}`);
      named.add(found.operation.name);
    }
  }
  assert.deepEqual([...named].toSorted(), operations.map(({ name }) => name).toSorted());
});

test('a method and a path in a document’s text are a route', () => {
  for (const document of documents)
    for (const code of inlineCode(read(document))) {
      const [, method = '', path = ''] = /^(GET|POST) (?:\/v1)?(\/[\w./{}+-]+)$/.exec(code) ?? [];
      if (path !== '') assert.ok(routes.find(method, path), `${document} names ${code}`);
    }
});
