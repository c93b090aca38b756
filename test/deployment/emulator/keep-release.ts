import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readmeSettings } from './readme-settings.ts';

/**
 * Keeps what a release deploys, for the test that the next one goes over it: `node test/deployment/emulator/keep-release.ts COMMIT`,
 * once for each release. Builds the commit as a clean clone does, and writes its cloud assembly, with the README's
 * settings, to test/deployment/emulator/released/VERSION.tar.gz in place of the one before.
 */
const [commit] = process.argv.slice(2);
if (commit === undefined)
  throw new Error('Which commit? node test/deployment/emulator/keep-release.ts COMMIT');

const root = fileURLToPath(new URL('../../..', import.meta.url));
const released = join(root, 'test/deployment/emulator/released');
const clone = mkdtempSync(join(tmpdir(), 'release-'));

try {
  const archive = execFileSync('git', ['archive', commit], { cwd: root, maxBuffer: 1e9 });
  execFileSync('tar', ['-x'], { cwd: clone, input: archive });
  execFileSync('npm', ['ci'], { cwd: clone });
  const settings = readmeSettings.flatMap((setting) => ['-c', setting]);
  execFileSync('npx', ['cdk', 'synth', '--quiet', '--output', 'assembly', ...settings], { cwd: clone });
  const { version } = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8')) as { version: string };
  // What is left out says where constructs were made, and nothing of what is deployed.
  const manifest = JSON.parse(readFileSync(join(clone, 'assembly/manifest.json'), 'utf8')) as {
    readonly artifacts: Readonly<Record<string, { additionalMetadataFile?: string; type: string }>>;
  };
  const artifacts = Object.entries(manifest.artifacts).filter(
    ([, { type }]) => type === 'cdk:asset-manifest' || type === 'aws:cloudformation:stack',
  );
  for (const [, artifact] of artifacts) delete artifact.additionalMetadataFile;
  writeFileSync(
    join(clone, 'assembly/manifest.json'),
    JSON.stringify({ ...manifest, artifacts: Object.fromEntries(artifacts) }, null, 1),
  );
  rmSync(released, { recursive: true, force: true });
  mkdirSync(released);
  const reproducible = '--sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner'.split(' ');
  const left = ['*.metadata.json', 'tree.json', 'validation-report.json', 'performance-counters.json'];
  execFileSync('tar', [
    ...reproducible,
    ...left.map((name) => `--exclude=${name}`),
    '-C',
    join(clone, 'assembly'),
    '-I',
    'gzip -9n',
    '-cf',
    join(released, `${version}.tar.gz`),
    '.',
  ]);
} finally {
  rmSync(clone, { recursive: true, force: true });
}
