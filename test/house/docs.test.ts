import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { operations } from '../../lambdas/operations/operations.ts';
import { routesOf } from '../../local/routes.ts';
import { documents as written } from './docs/documents.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = written.map(({ path }) => path);
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
      if (
        !/^(?:(?:\.ci|bench|bin|docs|examples|lambdas|lib|local|stress|test)\/[\w./-]+|[A-Z]+\.md|LICENSE|NOTICE)$/.test(
          code,
        )
      )
        continue;
      assert.ok(existsSync(join(root, code)), `${document} names ${code}, which is not there`);
      paths++;
    }
  assert.ok(paths > 20);
});

/** What no compiler checks of a source file: its comments, and the commands in its messages. */
function unchecked(file: string): string {
  const text = read(file);
  return [
    ...text.matchAll(/^ *(?:\/\*\*?|\*|\/\/|#) (.*)$/gm),
    ...text.matchAll(/\b(?:node|python) (\w[\w./-]*)/g),
  ]
    .map(([, words = '']) => words)
    .join('\n');
}

test('every file of the repository that a comment or a command in a message names is there', () => {
  let paths = 0;
  for (const file of globSync('{bench,bin,lambdas,lib,local,stress,test}/**/*.{ts,js,py}', {
    cwd: root,
    exclude: ['**/node_modules/**'],
  }))
    for (const [path] of unchecked(file).matchAll(
      /(?<![\w./-])(?:bench|bin|docs|examples|lambdas|lib|local|stress|test)\/[\w./-]+\.(?:ts|js|py|md|json)\b/g,
    )) {
      const found = existsSync(join(root, path)) || existsSync(join(root, dirname(file), path));
      assert.ok(found, `${file} names ${path}, which is not there`);
      paths++;
    }
  assert.ok(paths > 20, String(paths));
});

test('the runbook forbids deleting rows except for the reasons in docs/security.md, and the two pages link each other', () => {
  const section =
    (read('docs/security.md').split('\n## What an operator does\n')[1] ?? '').split('\n## ')[0] ?? '';
  const reasons = section
    .split(/^- /m)
    .slice(1)
    .filter((item) => /\bdelete\b/.test(item) && item.includes('`session#`'));
  const rule = read('docs/runbook.md')
    .split('\n\n')
    .find((paragraph) => paragraph.includes('security.md#what-an-operator-does'));
  assert.match(rule ?? '', /delete none/);
  const number = ['no', 'one', 'two', 'three', 'four'][reasons.length];
  assert.match(rule ?? '', new RegExp(`${number} reasons to delete`));
  assert.match(section, new RegExp(`the ${number} reasons to delete a row[^]*\\(runbook\\.md\\)`));
});

test('decision 2 says about how many lines the ledger has', () => {
  const decision = read('docs/decisions/0002-a-ledger-of-our-own.md');
  const [, said] = /about\s+(\d+)\s+lines/.exec(decision) ?? [];
  const lines = ['core/ledger.ts', 'steps/claim.ts', 'steps/carry-out.ts', 'adapters/ledger-store.ts']
    .map((file) => read(`lambdas/${file}`).split('\n').length - 1)
    .reduce((sum, count) => sum + count, 0);
  assert.ok(Math.abs(Number(said) - lines) < 0.2 * lines, `${said} are said, and there are ${lines}`);
});

test('every file that a document names without its folder is somewhere in the repository', () => {
  const all = new Set(
    globSync('{bench,bin,docs,examples,lambdas,lib,local,stress,test}/**/*.*', {
      cwd: root,
      exclude: ['**/node_modules/**'],
    }).map((path) => basename(path)),
  );
  for (const document of documents)
    for (const code of inlineCode(read(document)))
      if (/^[a-z][\w-]+\.(?:test\.)?(?:ts|py|css)$/.test(code))
        assert.ok(all.has(code), `${document} names ${code}, which is nowhere`);
});

test('every place on the README’s map is there', () => {
  const map = blocks(read('README.md')).find(({ code }) => code.startsWith('lambdas/operations'))?.code ?? '';
  const places = map
    .trimEnd()
    .split('\n')
    .flatMap((line) => (/^(.*?) {2}/.exec(line)?.[1] ?? line).split(', '));
  assert.ok(places.length > 8);
  for (const place of places) assert.ok(existsSync(join(root, place)), place);
});

test('CONTRIBUTING.md says what each folder of tests proves, and docs/README.md has every document', () => {
  const inRows = rows(read('CONTRIBUTING.md')).flatMap(([cell = '']) => inlineCode(cell));
  const folders = globSync('test/*/', { cwd: root }).map((folder) => folder.replace(/\/$/, ''));
  assert.deepEqual(inRows.filter((name) => name.startsWith('test/')).toSorted(), folders.toSorted());
  const index = read('docs/README.md');
  for (const page of globSync('docs/*.md', { cwd: root }))
    if (page !== 'docs/README.md') assert.ok(index.includes(`(${basename(page)})`), page);
});

test('code in a document is of a kind that a test runs or reads', () => {
  for (const document of documents)
    for (const { language } of blocks(read(document)))
      assert.ok(
        ['', 'html', 'sh', 'ts', 'tsx', 'json', 'text', 'mermaid'].includes(language),
        `${document} has a block of ${language}`,
      );
});

test('every npm script that a document names is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };
  for (const document of documents)
    for (const [, name = ''] of read(document).matchAll(/npm run (?:--silent )?([\w:-]+)/g))
      assert.ok(name in scripts, `${document} names npm run ${name}`);
});

/** What a document says to check out, and the versions that it names as tags. */
function tagsOf(text: string): string[] {
  return [...text.matchAll(/\bv\d+\.\d+\.\d+\b|(?<=git (?:checkout|switch) )\d[\w.-]*/g)].map(([tag]) => tag);
}

test('a tag that a document names is one of this repository', () => {
  assert.deepEqual(tagsOf('`git checkout v1.2.3`, `git checkout ORIG_HEAD`'), ['v1.2.3']);
  const named = documents.flatMap((document) => tagsOf(read(document)).map((tag) => ({ document, tag })));
  if (named.length === 0) return;
  const { stdout } = spawnSync('git', ['tag', '--list'], { cwd: root, encoding: 'utf8' });
  const tags = new Set(stdout.split('\n'));
  for (const { document, tag } of named)
    assert.ok(tags.has(tag), `${document} names ${tag}, and there is no such tag`);
});

test('the changelog begins with the version of package.json, and goes down from there', () => {
  const { version } = JSON.parse(read('package.json')) as { version: string };
  const versions = [...read('CHANGELOG.md').matchAll(/^## (\S+)/gm)].map(([, name = '']) => name);
  assert.equal(versions[0], version);
  assert.deepEqual(
    versions,
    versions.toSorted((a, b) => b.localeCompare(a, 'en', { numeric: true })),
  );
});

test("the README's figures are those of the benchmark's report", () => {
  const all = rows(read('docs/performance.md'));
  const from = all.findIndex(([name]) => name === 'In short') + 2;
  const summary = new Map(all.slice(from, from + 5).map(([name, measured]) => [name, measured]));
  const [, dollars = ''] = /(\d[\d,.]*) dollars/.exec([...summary.values()].join()) ?? [];
  const cost = all.find(([name]) => name === '**Dollars for a million messages**') ?? [];
  assert.ok(cost.includes(`**${dollars}**`), `the summary says ${dollars} dollars: ${cost.join(' ')}`);
  const shown = rows(read('README.md')).filter(([, , command]) => command === '`npm run bench`');
  assert.ok(shown.length > 3);
  for (const [name = '', measured] of shown)
    assert.equal(
      measured,
      summary.get(name),
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
      if (!['ts', 'sh'].includes(language)) continue;
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
    .filter((line) => /^\| `(?:GET|POST|DELETE) \//.test(line));
  for (const row of rows) {
    const [, cell = ''] = row.split('|');
    let method = '';
    for (const code of inlineCode(cell)) {
      const [, given, path = ''] = /^(?:(GET|POST|DELETE) )?(\/.*)$/.exec(code) ?? [];
      method = given ?? method;
      // After the first of a row, `/attachment` is short for `/participant/attachment`.
      const found = routes.find(method, path) ?? routes.find(method, `/participant${path}`);
      assert.ok(found, `the README names ${method} ${path}`);
      named.add(found.operation.name);
    }
  }
  for (const { name, method, path } of operations)
    assert.ok(named.has(name), `README.md leaves ${method} ${path} out of its table of routes`);
});

test('a method and a path in a document’s text are a route', () => {
  for (const document of documents)
    for (const code of inlineCode(read(document))) {
      const [, method = '', path = ''] = /^(GET|POST|DELETE) (?:\/v1)?(\/[\w./{}+-]+)$/.exec(code) ?? [];
      if (path !== '') assert.ok(routes.find(method, path), `${document} names ${code}`);
    }
});

test('the picture has the functions that are bundled, and the text beside it says how many', () => {
  const drawn = [...read('docs/images/architecture.svg').matchAll(/>([\w-]+) function</g)].map(
    ([, name = '']) => name,
  );
  const bundled = [...read('lib/functions/bundle.ts').matchAll(/bundleFunction\('([\w-]+)'/g)]
    .map(([, name = '']) => name)
    // That one is CloudFormation's, for the role of a whole account.
    .filter((name) => name !== 'log-role');
  assert.deepEqual(drawn.toSorted(), bundled.toSorted());
  const [, said] = /!\[[^\]]* (\w+) Lambda functions[^\]]*\]/.exec(read('README.md')) ?? [];
  assert.equal(['two', 'three', 'four'].indexOf(said ?? ''), drawn.length - 2);
});
