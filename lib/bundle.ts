import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type OutputFile } from 'esbuild';
import { environmentCredentials, literalSchemaKeys, notLoaded } from './bundle-plugins.ts';
import type { HandlerName } from './prebuilt.ts';

/** The code of one function, as it is deployed and as `npm start` runs it. */
export interface Bundle {
  /** The folder, named after its contents, with the function's module and what that loads when it needs it. */
  readonly directory: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Bundles all functions into folders below `into` (default: dist in the repository). */
export async function bundle(
  into: string = join(root, 'dist'),
): Promise<Readonly<Record<HandlerName, Bundle>>> {
  const [participant, connect, logRole] = await Promise.all([
    bundleFunction('participant', into),
    bundleFunction('connect', into),
    bundleFunction('log-role', into),
  ]);
  return { participant, connect, 'log-role': logRole };
}

/** The module is `participant.mjs` and the like, and exports `handler`. */
async function bundleFunction(name: HandlerName, into: string): Promise<Bundle> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`lambdas/${name}.ts`],
    outdir: 'out',
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    // What is imported with import() is a file of its own, read when it is needed.
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [literalSchemaKeys, environmentCredentials, notLoaded],
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  return { directory: await writeOnce(outputFiles, join(into, name)) };
}

/**
 * Writes the files into a folder that is named after their contents, so that the same code is the same asset, and
 * several processes may bundle at once.
 */
async function writeOnce(outputFiles: readonly OutputFile[], into: string): Promise<string> {
  const files = outputFiles.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const hash = createHash('sha256');
  for (const { path, contents } of files) hash.update(basename(path)).update(contents);
  const directory = join(into, hash.digest('hex').slice(0, 16));
  const unfinished = `${directory}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await Promise.all(files.map(({ path, contents }) => writeFile(join(unfinished, basename(path)), contents)));
  try {
    await rename(unfinished, directory);
  } catch {
    // Somebody has put the same there before.
    await rm(unfinished, { recursive: true, force: true });
  }
  return directory;
}
