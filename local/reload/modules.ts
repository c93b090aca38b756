import { build } from 'esbuild';

/** Which files of the repository a running `npm start` is made of, by their paths from its root. */
export interface Modules {
  /** Files of the processes that answer, which can be replaced while it runs. */
  readonly ofApi: ReadonlySet<string>;
  /** Files of the process that holds simulated Connect, table and ports. */
  readonly ofHolder: ReadonlySet<string>;
}

const apiEntries = ['local/instances/api-process.ts', 'lambdas/participant.ts', 'lambdas/connect.ts'];
const holderEntries = ['local/start.js'];

/** Follows the imports of what is started. Rejects with esbuild's errors if a file is wrong or missing. */
export async function findModules(root: string): Promise<Modules> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...apiEntries, ...holderEntries],
    outdir: 'out',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'silent',
  });
  const reached = (entries: readonly string[]): ReadonlySet<string> => {
    const found = new Set(entries);
    // The loop also visits what is added to the set meanwhile.
    for (const path of found)
      for (const { path: next, external } of metafile.inputs[path]?.imports ?? [])
        if (external !== true) found.add(next);
    return found;
  };
  return { ofApi: reached(apiEntries), ofHolder: reached(holderEntries) };
}
