import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { operationNames } from '../simulated-connect/api-model.ts';

/** What the pages' code knows from its first line on. Compiled in: the pages hold no inline script. */
export interface PageConstants {
  /** Whether Connect is simulated, so that a person can answer as the agent. */
  readonly simulated: boolean;
  /** Whether the shop, and the chat in it, is at the same origin. */
  readonly chatPage: boolean;
}

export type PageName = 'shop' | 'agent' | 'ops';

const browser = fileURLToPath(new URL('browser/', import.meta.url));
/** The element `<connect-chat>`, as a page of one's own has it: one script, and no other knows its code. */
const chatElement = fileURLToPath(new URL('../../client/src/element/index.ts', import.meta.url));

/** Bundles these pages' scripts, in memory, by the pages' names. */
export async function bundlePages(
  names: readonly PageName[],
  { simulated, chatPage }: PageConstants,
): Promise<Record<string, Buffer>> {
  const { outputFiles } = await build({
    absWorkingDir: browser,
    entryPoints: {
      ...Object.fromEntries(names.map((name) => [name, `${name}/main.ts`])),
      ...(names.includes('shop') && { 'connect-chat': chatElement }),
    },
    outdir: 'out',
    write: false,
    bundle: true,
    platform: 'browser',
    target: 'es2023',
    format: 'esm',
    legalComments: 'none',
    logLevel: 'silent',
    define: {
      SIMULATED: String(simulated),
      CHAT_PAGE: String(chatPage),
      OPERATION_NAMES: JSON.stringify(operationNames()),
    },
  });
  return Object.fromEntries(
    outputFiles.map(({ path, contents }) => [/([\w-]+)\.js$/.exec(path)?.[1] ?? path, Buffer.from(contents)]),
  );
}
