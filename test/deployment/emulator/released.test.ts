import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { releasedVersion } from './released.ts';

test('the release that is kept to upgrade from is the newest of the changelog', () => {
  const changelog = readFileSync(new URL('../../../CHANGELOG.md', import.meta.url), 'utf8');
  const [newest] = [...changelog.matchAll(/^## (\d+\.\d+\.\d+)\n\n(?!In work\.)/gm)];
  assert.equal(
    releasedVersion,
    newest?.[1],
    'after a release: node test/deployment/emulator/keep-release.ts COMMIT',
  );
});
