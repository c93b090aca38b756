import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { operationNames } from '../simulated-connect/api-model.ts';

/** What the pages' code knows from its first line on. Compiled in: the pages hold no inline script. */
export interface PageConstants {
  /** The Region amazon-connect-chatjs is told; with an endpoint of one's own it names nothing. */
  readonly region: string;
  /** Whether Connect is simulated, so that a person can answer as the agent. */
  readonly simulated: boolean;
  /** Whether the chat page is at the same origin. */
  readonly chatPage: boolean;
}

export type PageName = 'chat' | 'agent' | 'ops';

const browser = fileURLToPath(new URL('browser/', import.meta.url));

/** Bundles these pages' scripts, in memory, by the pages' names. */
export async function bundlePages(
  names: readonly PageName[],
  { region, simulated, chatPage }: PageConstants,
): Promise<Record<string, Buffer>> {
  const { outputFiles } = await build({
    absWorkingDir: browser,
    entryPoints: Object.fromEntries(names.map((name) => [name, `${name}/main.ts`])),
    outdir: 'out',
    write: false,
    bundle: true,
    platform: 'browser',
    target: 'es2023',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'silent',
    define: {
      REGION: JSON.stringify(region),
      SIMULATED: String(simulated),
      CHAT_PAGE: String(chatPage),
      OPERATION_NAMES: JSON.stringify(operationNames()),
    },
  });
  return Object.fromEntries(
    outputFiles.map(({ path, contents }) => [/(\w+)\.js$/.exec(path)?.[1] ?? path, Buffer.from(contents)]),
  );
}
