import { join } from 'node:path';
import { build, type BuildFailure, type Plugin } from 'esbuild';

/**
 * Replaces the modules that derive the OpenAPI document by the document itself, in a file of its own that only GET
 * /openapi.json reads. So neither these modules nor their texts are in the function's own code. The modules are run as
 * they are on disk, not as this process may have loaded them.
 */
export function apiDocument(root: string): Plugin {
  return {
    name: 'api-document',
    setup(setup) {
      setup.onLoad({ filter: /lambdas[\\/]openapi[\\/]document\.ts$/ }, async ({ path }) => {
        const built = await modules(root, path).catch((error: Error | BuildFailure) => {
          // The errors themselves, each with its place: thrown, they would be one, placed where the document is imported.
          if ('errors' in error) return { errors: error.errors };
          throw error;
        });
        if (!('outputFiles' in built)) return built;
        const { outputFiles, metafile } = built;
        const source = Buffer.from(outputFiles[0]?.contents ?? []).toString('base64');
        const { document } = (await import(`data:text/javascript;base64,${source}`)) as { document: object };
        return {
          contents: `export const document = JSON.parse(${JSON.stringify(JSON.stringify(document))});`,
          watchFiles: Object.keys(metafile.inputs).map((file) => join(root, file)),
        };
      });
    },
  };
}

function modules(root: string, path: string) {
  return build({
    absWorkingDir: root,
    entryPoints: [path],
    write: false,
    metafile: true,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
}
