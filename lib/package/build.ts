import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundle } from '../functions/bundle.ts';
import { writeDeclarations } from './declarations.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Builds the package into the folder that package.json names: the construct, for `import` and for `require`; its types;
 * and the functions, as they are deployed.
 */
export async function buildPackage(into: string = join(root, 'dist/construct')): Promise<void> {
  await mkdir(dirname(into), { recursive: true });
  const unfinished = await mkdtemp(`${into}-`);
  try {
    await Promise.all([
      writeConstruct(unfinished),
      writeHandlers(unfinished),
      writeDeclarations(join(unfinished, 'types')),
    ]);
    await replace(into, unfinished);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** Writes the construct as CommonJS, which every app can load, also one of ES modules. */
async function writeConstruct(into: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: ['lib/index.ts'],
    outfile: join(into, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // These are the app's own: with two copies, its constructs and ours could not be in one tree.
    external: ['aws-cdk-lib', 'aws-cdk-lib/*', 'constructs'],
    define: { 'import.meta.dirname': '__dirname' },
    legalComments: 'none',
    logLevel: 'silent',
  });
  // The package's other files are ES modules.
  await writeFile(join(into, 'package.json'), '{ "type": "commonjs" }\n');
}

async function writeHandlers(into: string): Promise<void> {
  for (const [service, { directory }] of Object.entries(await bundle(join(into, 'bundles'))))
    await rename(directory, join(into, service));
  await rm(join(into, 'bundles'), { recursive: true });
}

/** Replaces a folder, unless it has the same files already: somebody may be reading it. */
async function replace(folder: string, by: string): Promise<void> {
  if (await same(folder, by)) return;
  await rm(folder, { recursive: true, force: true });
  await rename(by, folder);
}

async function same(folder: string, other: string): Promise<boolean> {
  const [files, others] = await Promise.all([filesOf(folder), filesOf(other)]);
  if (files.join('\n') !== others.join('\n')) return false;
  const equal = await Promise.all(
    files.map(async (file) => (await readFile(join(folder, file))).equals(await readFile(join(other, file)))),
  );
  return equal.every(Boolean);
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => relative(folder, join(parentPath, name)))
    .toSorted();
}
