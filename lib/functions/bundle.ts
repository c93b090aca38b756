import { createHash } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { apiDocument } from './api-document.ts';
import { environmentCredentials, literalSchemaKeys, notLoaded, versionsAlone } from './bundle-plugins.ts';
import type { HandlerName } from './prebuilt.ts';
import { noticesFile, thirdPartyNotices } from './third-party-notices.ts';

/** The code of one function, as it is deployed and as `npm start` runs it. */
export interface Bundle {
  /**
   * The folder, named after its contents: the function's module, what that loads when it needs it, and the notices of
   * others' code in them.
   */
  readonly directory: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bundles all functions into folders below `into` (default: dist in the repository). */
export async function bundle(
  into: string = join(root, 'dist'),
): Promise<Readonly<Record<HandlerName, Bundle>>> {
  const [participant, connect, reaper, logRole] = await Promise.all([
    bundleFunction('participant', into),
    bundleFunction('connect', into),
    bundleFunction('reaper', into),
    bundleFunction('log-role', into),
  ]);
  return { participant, connect, reaper, 'log-role': logRole };
}

/** The module is `participant.mjs` and the like, and exports `handler`. */
async function bundleFunction(name: HandlerName, into: string): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [`lambdas/${name}.ts`],
    outdir: 'out',
    outExtension: { '.js': '.mjs' },
    write: false,
    metafile: true,
    bundle: true,
    // What is imported with import() is a file of its own, read when it is needed.
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    plugins: [literalSchemaKeys, environmentCredentials, versionsAlone, notLoaded, apiDocument(root)],
    minify: true,
    // The licenses are in a file of their own, which no cold start reads.
    legalComments: 'none',
    logLevel: 'silent',
  });
  const files = new Map<string, string | Uint8Array>(
    outputFiles.map(({ path, contents }) => [basename(path), contents]),
  );
  files.set(noticesFile, await thirdPartyNotices(metafile, root));
  return { directory: await writeOnce(files, join(into, name)) };
}

/**
 * Writes the files into a folder that is named after their contents, so that the same code is the same asset, and
 * several processes may bundle at once.
 */
async function writeOnce(contents: ReadonlyMap<string, string | Uint8Array>, into: string): Promise<string> {
  const files = [...contents].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256');
  for (const [name, content] of files) hash.update(name).update(content);
  const directory = join(into, hash.digest('hex').slice(0, 16));
  const unfinished = `${directory}.${process.pid}`;
  await mkdir(unfinished, { recursive: true });
  await Promise.all(files.map(([name, content]) => writeFile(join(unfinished, name), content)));
  try {
    await rename(unfinished, directory);
  } catch {
    // Another process has written the same folder before.
    await rm(unfinished, { recursive: true, force: true });
  }
  return directory;
}
