import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Progress } from './progress.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Installs the packages of bench/package.json, unless they are there as the lock says, and type-checks the peers. */
export async function preparePeers(progress: Progress): Promise<void> {
  if (installed() < statSync(`${folder}/package-lock.json`).mtimeMs) {
    progress.step("Installing the benchmark's packages: npm ci in bench");
    await run('npm', ['ci'], 'npm ci in bench failed: see above, and try it there by hand');
  }
  progress.step('Checking the types of the peers');
  const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));
  await run(
    process.execPath,
    [compiler, '-p', 'peers'],
    'The peers do not compile: mend bench/peers as told above',
  );
}

/** When npm last installed there, in milliseconds since 1970; 0 for never. */
function installed(): number {
  return statSync(`${folder}/node_modules/.package-lock.json`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

async function run(command: string, parameters: readonly string[], problem: string): Promise<void> {
  const child = spawn(command, parameters, { cwd: folder, stdio: ['ignore', process.stderr, 'inherit'] });
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error(problem);
}

/** The packages that the peers name, with their versions. */
export function peerPackages(): readonly string[] {
  const { dependencies } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    dependencies: Readonly<Record<string, string>>;
  };
  return Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
}
