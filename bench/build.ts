import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as esbuild, type BuildOptions, type Plugin } from 'esbuild';
import { bundleOwnFunctions, type FunctionCode } from './own-function.ts';
import type { ColdName } from './variants.ts';

export interface Built {
  /** Returns the code of one of the variants that were asked for. */
  readonly functionOf: (name: ColdName) => FunctionCode;
  /** Starts the chats of our function. */
  readonly connect: FunctionCode;
  /**
   * Programs of child/ as JavaScript: stripping the types from their sources would cost the measured processes time.
   */
  readonly programs: {
    readonly function: string;
    readonly coldRun: string;
    readonly firstRequest: string;
  };
}

const peers = fileURLToPath(new URL('peers', import.meta.url));
const programs = fileURLToPath(new URL('child', import.meta.url));

/** As AWS advises: one minified ES module, the SDK in it. */
const options: BuildOptions = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  minify: true,
  legalComments: 'none',
  logLevel: 'silent',
  outExtension: { '.js': '.mjs' },
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
};

/** Bundles variants, each to a folder of its own below `into`, and the programs that run them. */
export async function build(into: string, names: readonly ColdName[]): Promise<Built> {
  const own = await bundleOwnFunctions(join(into, 'own'));
  const built = await Promise.all(
    names.map(async (name): Promise<[ColdName, FunctionCode]> => {
      if (name === 'own') return [name, own.participant];
      const directory = join(into, name);
      await esbuild({
        ...options,
        entryPoints: [join(peers, `${name}.ts`)],
        outdir: directory,
        plugins: [compiledValidator],
      });
      return [name, { directory, entry: join(directory, `${name}.mjs`) }];
    }),
  );
  const functions = new Map(built);
  const { banner: _, ...plain } = options;
  await esbuild({
    ...plain,
    entryPoints: ['function', 'cold-run', 'first-request'].map((name) => join(programs, `${name}.ts`)),
    outdir: join(into, 'programs'),
  });
  return {
    functionOf(name) {
      const found = functions.get(name);
      if (!found) throw new Error(`${name} was not built`);
      return found;
    },
    connect: own.connect,
    programs: {
      function: join(into, 'programs', 'function.mjs'),
      coldRun: join(into, 'programs', 'cold-run.mjs'),
      firstRequest: join(into, 'programs', 'first-request.mjs'),
    },
  };
}

/** Replaces the request's schema by what Ajv compiles it to: see peers/compile-event-validator.ts. */
const compiledValidator: Plugin = {
  name: 'compiled-validator',
  setup(build) {
    build.onLoad({ filter: /[\\/]event-validator\.ts$/ }, () => ({
      contents: execFileSync(process.execPath, [join(peers, 'compile-event-validator.ts')], {
        encoding: 'utf8',
      }),
      loader: 'js',
      resolveDir: peers,
    }));
  },
};

/** Counts the bytes of a function's code, without the notices beside it. */
export function codeBytes({ directory }: FunctionCode): number {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.mjs'))
    .map((name) => statSync(join(directory, name)))
    .reduce((sum, { size }) => sum + size, 0);
}
