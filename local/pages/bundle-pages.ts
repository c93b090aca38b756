import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What the pages' code knows from its first line on. Compiled in: the pages hold no inline script. */
export interface PageConstants {
  /** The Region amazon-connect-chatjs is told; with an endpoint of one's own it names nothing. */
  readonly region: string;
  /** Whether Connect is simulated, so that a person can answer as the agent. */
  readonly simulated: boolean;
}

const browser = fileURLToPath(new URL('browser/', import.meta.url));

/** Bundles the pages' scripts, in memory: by name: chat, agent and ops. */
export async function bundlePages({ region, simulated }: PageConstants): Promise<Record<string, Buffer>> {
  const { outputFiles } = await build({
    absWorkingDir: browser,
    entryPoints: { chat: 'chat/main.ts', agent: 'agent/main.ts', ops: 'ops/main.ts' },
    outdir: 'out',
    write: false,
    bundle: true,
    platform: 'browser',
    target: 'es2023',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'silent',
    define: { REGION: JSON.stringify(region), SIMULATED: String(simulated) },
  });
  return Object.fromEntries(
    outputFiles.map(({ path, contents }) => [/(\w+)\.js$/.exec(path)?.[1] ?? path, Buffer.from(contents)]),
  );
}
