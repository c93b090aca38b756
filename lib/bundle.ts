import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { environmentCredentials, literalSchemaKeys } from './bundle-plugins.ts';

/** The code of the two functions, as it is deployed and as `npm start` runs it. */
export interface Bundle {
  /** The folder with participant.mjs and connect.mjs, named after its contents. */
  readonly directory: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Bundles the functions into a folder below `into` (default: dist in the repository) that is named after its contents,
 * so that the same code is the same asset, and several processes may bundle at once.
 */
export async function bundle(into: string = join(root, 'dist')): Promise<Bundle> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['lambdas/participant.ts', 'lambdas/connect.ts'],
    outdir: 'out',
    outExtension: { '.js': '.mjs' },
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [literalSchemaKeys, environmentCredentials],
    minify: true,
    keepNames: true,
    legalComments: 'none',
    logLevel: 'silent',
    // Some of the SDK's dependencies are CommonJS and require Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
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
  return { directory };
}
