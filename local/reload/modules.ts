import { build } from 'esbuild';

/** Which files of the repository a running `npm start` is made of, by their paths from its root. */
export interface Modules {
  /** Of the processes that answer: these can be exchanged while it runs. */
  readonly ofApi: ReadonlySet<string>;
  /** Of the process that holds simulated Connect, table and ports. */
  readonly ofHolder: ReadonlySet<string>;
}

const apiEntries = ['local/instances/api-process.ts', 'lambdas/participant.ts', 'lambdas/connect.ts'];
const holderEntries = ['local/start.js'];

/** Follows the imports from what is started. Rejects with esbuild's errors where a file is not right or not there. */
export async function findModules(root: string): Promise<Modules> {
  const [ofApi, ofHolder] = await Promise.all([inputsOf(root, apiEntries), inputsOf(root, holderEntries)]);
  return { ofApi, ofHolder };
}

async function inputsOf(root: string, entryPoints: string[]): Promise<ReadonlySet<string>> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints,
    outdir: 'out',
    write: false,
    metafile: true,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'silent',
  });
  return new Set(Object.keys(metafile.inputs));
}
