import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { typeScriptBlocks } from '../house/docs/documents.ts';

/** The README's code for a page. */
export const readmePage =
  typeScriptBlocks.find(({ code }) => code.includes('amazon-connect-chatjs'))?.code ?? '';

/** The same as a script for this API, with unmodified chatjs inside. It exports into `window.frontEnd`. */
export async function readmePageScript(api: string): Promise<string> {
  const [endpoint] = /https:[^']+(?=')/.exec(readmePage) ?? [];
  assert.ok(endpoint !== undefined, 'The README has code for a page, with an endpoint');
  const { outputFiles } = await build({
    stdin: {
      contents: readmePage.replace(endpoint, api),
      resolveDir: fileURLToPath(new URL('../..', import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'frontEnd',
    logLevel: 'silent',
  });
  return `${outputFiles[0]?.text}\nwindow.frontEnd = frontEnd;`;
}
