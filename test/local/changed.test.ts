import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sortChanged } from '../../local/reload/changed.ts';
import { findModules } from '../../local/reload/modules.ts';
import { createReload } from '../../local/reload/reload.ts';
import { watchSources } from '../../local/reload/watch-sources.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('of the code, what answers is exchanged, what holds the rest is kept, and what npm start does not run is neither', async () => {
  const modules = await findModules(root);
  const sorted = (path: string): readonly boolean[] => {
    const { exchanged, kept } = sortChanged([path], modules);
    return [exchanged.includes(path), kept.includes(path)];
  };
  for (const path of [
    'lambdas/operations/send-message.ts',
    'lambdas/core/ledger.ts',
    'lambdas/connect.ts',
    'local/gateway.ts',
    'local/instances/request-line.ts',
    'local/pages/pages.ts',
    'local/pages/browser/shop/main.ts',
    'client/src/element/widget.ts',
    'local/pages/browser/ops/ops.css',
  ])
    assert.deepEqual(sorted(path), [true, false], path);
  for (const path of [
    'local/main.ts',
    'local/start.js',
    'local/simulated-connect/contacts.ts',
    'local/simulated-connect/api-model.json',
    'local/simulated-connect/serve.ts',
    'lib/functions/bundle.ts',
  ])
    assert.deepEqual(sorted(path), [false, true], path);
  for (const path of ['lambdas/environment.ts', 'lambdas/table.ts', 'local/own-requests.ts'])
    assert.deepEqual(sorted(path), [true, true], path);
  for (const path of ['lib/stack.ts', 'lambdas/log-role.ts', 'lambdas/notes.txt', 'local/.gateway.ts.swp'])
    assert.deepEqual(sorted(path), [false, false], path);
});

test('changes come one after the other, and what was not right is tried again with the next', async () => {
  const said: string[] = [];
  let wrong = true;
  let exchanges = 0;
  const reload = createReload({
    root,
    exchange() {
      exchanges++;
      if (wrong) return Promise.reject(new Error('Not today'));
      return Promise.resolve([1]);
    },
    say: (text) => said.push(text),
    now: () => 0,
    modules: () => Promise.resolve({ ofApi: new Set(['a', 'b']), ofHolder: new Set(['c']) }),
  });
  await Promise.all([reload(['c', 'elsewhere']), reload(['a'])]);
  wrong = false;
  await reload(['elsewhere']);
  await reload(['b']);
  assert.deepEqual(said, [
    'c is also of what goes on running: restart npm start to have the change there too.',
    'The changed code does not start:\nNot today\nThe code before goes on.',
    'Swapped in after a change of a, in 0.0 s.',
    'Swapped in after a change of b, in 0.0 s.',
  ]);
  assert.equal(exchanges, 3);
});

test('a file in a folder that is new is noticed, and one below a folder that is not watched is not', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'sources-'));
  for (const name of ['watched', 'other']) mkdirSync(join(folder, name));
  const heard = new Set<string>();
  const waiting = new Set<() => void>();
  const watcher = watchSources(
    folder,
    ['watched'],
    (paths) => {
      for (const path of paths) heard.add(path);
      for (const look of waiting) look();
    },
    assert.fail,
  );
  t.after(() => {
    watcher.close();
    rmSync(folder, { recursive: true });
  });
  const until = (path: string): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (heard.has(path)) resolve();
      };
      waiting.add(look);
      look();
    });
  mkdirSync(join(folder, 'watched/new'));
  await until('watched/new');
  writeFileSync(join(folder, 'other/a.ts'), '');
  writeFileSync(join(folder, 'watched/new/a.ts'), '');
  await until('watched/new/a.ts');
  assert.ok(![...heard].some((path) => path.startsWith('other')));
});
