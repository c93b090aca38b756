import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { systemProgram } from '../../support/optional-program.ts';
import { shellBlocks } from './documents.ts';
import { paste } from './paste.ts';
import { shells } from './shells.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Upgrading and going back, as the documents have it, with git itself. */

const git = systemProgram('git');

function run(folder: string, ...args: readonly string[]): string {
  return execFileSync(git.path(), ['-C', folder, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
      GIT_CONFIG_GLOBAL: '/dev/null',
    },
  }).trim();
}

function block(beginning: string): string {
  const found = shellBlocks.filter(({ code }) => code.startsWith(beginning));
  assert.equal(found.length, 1, beginning);
  return found[0]?.code ?? '';
}

for (const { name, skip, shell } of shells)
  test(
    `after an upgrade, the documented line leads back to the commit before it, in ${name}`,
    { skip: skip || git.skip },
    async () => {
      const upstream = temporaryFolder('upstream');
      const clone = temporaryFolder('clone');
      run(upstream, 'init', '--initial-branch', 'main');
      run(upstream, 'commit', '--allow-empty', '--message', 'one');
      run(clone, 'clone', upstream, '.');
      const before = run(clone, 'rev-parse', 'HEAD');
      run(upstream, 'commit', '--allow-empty', '--message', 'two');

      const real = { git: git.path() };
      const upgraded = await paste(shell(), block('git pull'), { folder: clone, real });
      assert.deepEqual(upgraded, {
        commands: [
          ['npm', 'ci'],
          ['npm', 'test'],
        ],
        complaints: [],
      });
      assert.equal(run(clone, 'rev-parse', 'HEAD'), run(upstream, 'rev-parse', 'HEAD'));

      const back = await paste(shell(), block('git checkout'), { folder: clone, real });
      assert.deepEqual(back.commands.at(-1), ['npx', 'cdk', 'deploy', '-c', 'environment=prod']);
      assert.equal(run(clone, 'rev-parse', 'HEAD'), before);

      assert.deepEqual((await paste(shell(), 'git switch -', { folder: clone, real })).complaints, []);
      assert.equal(run(clone, 'rev-parse', 'HEAD'), run(upstream, 'rev-parse', 'HEAD'));
    },
  );
