import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What each room may import of the others, besides itself. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'lambdas/core': [],
  'lambdas/operations': ['lambdas/core'],
  'lambdas/openapi': ['lambdas/core', 'lambdas/operations', 'lambdas/settings', 'package.json'],
  'lambdas/settings': ['lambdas/core', 'lambdas/operations'],
  'lambdas/steps': ['lambdas/core', 'lambdas/operations'],
  'lambdas/admission': ['lambdas/core', 'lambdas/steps'],
  'lambdas/handlers': ['lambdas/core', 'lambdas/steps', 'lambdas/admission'],
  'lambdas/http': ['lambdas/core', 'lambdas/operations', 'lambdas/steps'],
  'lambdas/log-role': [],
  'lambdas/shaping': ['lambdas/core'],
  'lambdas/reaper': ['lambdas/core'],
  'lambdas/adapters/wire': [
    'lambdas/core',
    'lambdas/operations',
    'lambdas/adapters/upstream-options.ts',
    'lambdas/table.ts',
  ],
  'lambdas/adapters/sdk': [
    'lambdas/core',
    'lambdas/operations',
    'lambdas/adapters/upstream-options.ts',
    'lambdas/adapters/wire',
  ],
  'lambdas/adapters': [
    'lambdas/core',
    'lambdas/operations',
    'lambdas/adapters/sdk',
    'lambdas/adapters/wire',
    'lambdas/table.ts',
  ],
  lambdas: [
    'lambdas/core',
    'lambdas/handlers',
    'lambdas/http',
    'lambdas/log-role',
    'lambdas/reaper',
    'lambdas/adapters',
    'lambdas/openapi',
    'lambdas/operations',
    'lambdas/settings',
    'lambdas/shaping',
  ],
  lib: ['lambdas/openapi', 'lambdas/operations', 'lambdas/core', 'lambdas/settings', 'lambdas/table.ts'],
  bin: ['lib'],
  client: [],
  local: ['client', 'lambdas', 'lib'],
  bench: [
    'bench/scale',
    'lambdas',
    'lib',
    'local',
    'test/clients/journeys/stage.ts',
    'test/support/seeded-random.ts',
  ],
  stress: [
    'bench/markdown-table.ts',
    'bench/progress.ts',
    'bench/shuffled.ts',
    'bench/statistics.ts',
    'lambdas',
    'lib',
    'local',
    'test/clients/journeys/browser.ts',
    'test/clients/sdk/native-requests.ts',
    'test/deployment/emulator/released.ts',
    'test/protocol/lives/play.ts',
    'test/support/api-document.ts',
    'test/support/arbitrary-input.ts',
    'test/support/arbitrary-route.ts',
    'test/support/dynamodb-local.ts',
    'test/support/raw-request.ts',
    'test/support/seeded-random.ts',
    'test/support/shape-cases.ts',
    'test/support/valid-input.ts',
  ],
  'bench/scale': [
    'bench/markdown-table.ts',
    'lambdas/core',
    'lambdas/operations',
    'lib',
    'local',
    'test/support/seeded-random.ts',
  ],
};

/** Node's own modules that a pure room may use: they compute, and reach nothing. */
const pure: Readonly<Record<string, readonly string[]>> = {
  'lambdas/core': ['node:crypto'],
  'lambdas/operations': [],
  'lambdas/settings': [],
  'lambdas/openapi': [],
  'lambdas/steps': [],
  'lambdas/admission': ['node:crypto'],
  'lambdas/handlers': [],
  'lambdas/http': [],
  'lambdas/log-role': [],
  'lambdas/shaping': [],
  'lambdas/reaper': [],
  'bench/scale': [],
};

function roomOf(path: string): string {
  return (
    Object.keys(rooms)
      .filter((room) => path.startsWith(`${room}/`))
      .toSorted((a, b) => b.length - a.length)[0] ?? dirname(path)
  );
}

// The peers are other people's way of writing it, of packages that only bench/package.json has.
const files = globSync('{bin,client,lib,lambdas,local,bench,stress}/**/*.ts', {
  cwd: root,
  exclude: ['bench/peers/**', '**/node_modules/**'],
});

function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [
    ...source.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'/gm),
    ...source.matchAll(/\bimport\('([^']+)'\)/g),
  ].map(([, from = '']) => from);
}

test('each room imports only the rooms that it may', () => {
  assert.ok(files.length > 50);
  for (const file of files) {
    const room = roomOf(file);
    for (const from of importsOf(file).filter((name) => name.startsWith('.'))) {
      const target = relative(root, join(root, dirname(file), from));
      const allowed =
        roomOf(target) === room ||
        (rooms[room] ?? []).some((other) => target === other || target.startsWith(`${other}/`));
      assert.ok(allowed, `${file} imports ${target}, which ${room} must not`);
    }
  }
});

test('the picture in CONTRIBUTING.md has every room, with these arrows', () => {
  const drawn = new Map(
    [
      ...readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').matchAll(
        /^ *([\w/-]+) +→ ([\w-]+(?: [\w-]+)*)/gm,
      ),
    ].map(([, room = '', arrows = '']) => [room, arrows.split(' ').toSorted()]),
  );
  const expected = Object.entries(rooms).map(([room, others]): [string, string[]] => {
    const arrows = others.filter((other) => !other.includes('.')).map((other) => basename(other));
    return [room.replace('lambdas/', ''), arrows.length === 0 ? ['nothing'] : arrows.toSorted()];
  });
  assert.deepEqual(drawn, new Map(expected));
});

test('the rooms of decisions, of the pipeline and of the scale model reach nothing outside', () => {
  for (const file of files) {
    const allowed = pure[roomOf(file)];
    if (!allowed) continue;
    for (const from of importsOf(file).filter((name) => name.startsWith('node:')))
      assert.ok(allowed.includes(from), `${file} imports ${from}`);
    const source = readFileSync(join(root, file), 'utf8');
    for (const reach of [
      /\bDate\.now\b/,
      /\bMath\.random\b/,
      /\bprocess\.env\b/,
      /\bfetch\(/,
      /\bsetTimeout\b/,
      /new Date\(\)/,
    ])
      assert.doesNotMatch(source, reach, file);
  }
});

for (const room of ['bench', 'stress'])
  test(`of ${room}, no test but its own knows anything`, () => {
    const tests = globSync('test/**/*.ts', { cwd: root, exclude: [`test/${room}/**`, '**/node_modules/**'] });
    assert.ok(tests.length > 100);
    for (const file of tests)
      for (const from of importsOf(file).filter((name) => name.startsWith('.')))
        assert.ok(!relative(root, join(root, dirname(file), from)).startsWith(`${room}/`), file);
  });

test('what only the benchmark needs is in its own package, and what both need is the same there', () => {
  const read = (file: string): Readonly<Record<string, Readonly<Record<string, string>> | undefined>> =>
    JSON.parse(readFileSync(join(root, file), 'utf8')) as ReturnType<typeof read>;
  const own = read('bench/package.json');
  const shared = { ...read('package.json')['devDependencies'] };
  const named = { ...own['dependencies'], ...own['devDependencies'] };
  assert.ok(Object.keys(named).length > 10);
  for (const [name, version] of Object.entries(named)) assert.equal(shared[name] ?? version, version, name);
  const needed = new Set(
    globSync('{bin,lambdas,lib,local,test,bench,stress}/**/*.ts', {
      cwd: root,
      exclude: ['bench/peers/**', '**/node_modules/**', '**/strangers/**', '**/programs/**'],
    })
      .flatMap(importsOf)
      .map((name) =>
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  );
  for (const name of Object.keys(named).filter((name) => !(name in shared)))
    assert.ok(!needed.has(name), `${name} is imported outside bench/peers: it belongs into package.json`);
});

test('only the adapters know the AWS SDK; core, the types of its commands', () => {
  for (const file of files.filter((name) => name.startsWith('lambdas/'))) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const [statement] of source.matchAll(/^import\b[^;]*?from '@aws-sdk\/[^']+'/gm)) {
      const names = file === 'lambdas/core/commands.ts' && statement.startsWith('import type ');
      assert.ok(roomOf(file).startsWith('lambdas/adapters') || names, `${file}: ${statement}`);
    }
  }
});

test('each exception among the rules is one that some file needs', () => {
  const used = new Set(
    files.flatMap((file) =>
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((from) => `${roomOf(file)} ${relative(root, join(root, dirname(file), from))}`),
    ),
  );
  for (const [room, others] of Object.entries(rooms))
    for (const other of others)
      assert.ok(
        [...used].some((use) => use === `${room} ${other}` || use.startsWith(`${room} ${other}/`)),
        `${room} imports nothing of ${other}`,
      );
});

test('no file imports itself by way of others', () => {
  const all = [
    ...files,
    ...globSync('test/**/*.ts', { cwd: root, exclude: ['**/node_modules/**', '**/strangers/**'] }),
  ];
  const graph = new Map(
    all.map((file) => [
      file,
      importsOf(file)
        .filter((name) => name.startsWith('.'))
        .map((from) => relative(root, join(root, dirname(file), from))),
    ]),
  );
  const done = new Set<string>();
  const walk = (file: string, way: readonly string[]): void => {
    assert.ok(!way.includes(file), [...way.slice(way.indexOf(file)), file].join(' → '));
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) walk(next, [...way, file]);
    done.add(file);
  };
  for (const file of all) walk(file, []);
});
