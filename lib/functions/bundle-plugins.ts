import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** Plugins that remove what no function needs from the AWS SDK. Each says what would make it unnecessary. */

/**
 * The SDK's schemas name members by computed keys (`{ [_hE]: 404 }`), which esbuild has to keep in case they have side
 * effects, and so it keeps the schemas of every operation: 190 KB of client-connect for one command. The keys are
 * constants of the same file; written out, what is not used goes. Unnecessary once the SDK publishes literal keys:
 * https://github.com/aws/aws-sdk-js-v3/issues/7607
 */
export const literalSchemaKeys: Plugin = {
  name: 'literal-schema-keys',
  setup(build) {
    build.onLoad(
      { filter: /@aws-sdk[\\/]client-[\w-]+[\\/]dist-es[\\/]schemas[\\/]\w+\.js$/ },
      async ({ path }) => ({
        contents: withLiteralKeys(await readFile(path, 'utf8'), path),
        loader: 'js',
      }),
    );
  },
};

export function withLiteralKeys(source: string, path: string): string {
  const values = new Map(
    [...source.matchAll(/^const (\w+) = ("(?:[^"\\]|\\.)*");$/gm)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
  return source.replaceAll(/\[(_\w+)\]:/g, (_key, name: string) => {
    const value = values.get(name);
    if (value === undefined)
      throw new Error(
        `${path} has changed its form: the key [${name}] is no string constant of the file. ` +
          'Adapt literalSchemaKeys in lib/functions/bundle-plugins.ts to this release of the AWS SDK, or take it out.',
      );
    return `${value}:`;
  });
}

/**
 * The SDK's clients import every source of credentials there is: files, processes, single sign-on, other clients. On
 * Lambda there is one, the environment, and so there is with `npm start`. Unnecessary once there are clients without the
 * default sources: https://github.com/aws/aws-sdk-js-v3/issues/6087
 */
export const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ resolveDir }) => ({
      path: 'environment-credentials',
      namespace: 'environment-credentials',
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /.*/, namespace: 'environment-credentials' }, ({ pluginData }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';",
      resolveDir: String(pluginData),
    }));
  },
};

/**
 * Of a client's package.json, the SDK's user agent takes the version; the rest of the file, scripts and all, would be in
 * the code. Unnecessary once the clients import the version by its name.
 */
export const versionsAlone: Plugin = {
  name: 'versions-alone',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/**
 * Removes what the SDK imports with import() and no function ever loads: bowser, which reads a browser's name, and
 * event streams, which no operation here has. As files they would be a fifth of the code. Unnecessary once the SDK's
 * packages for Node leave out bowser, and leave out event streams for commands without a stream.
 */
export const notLoaded: Plugin = {
  name: 'not-loaded',
  setup(build) {
    build.onResolve({ filter: /^(bowser|@smithy\/core\/event-streams)$/ }, ({ path, kind }) => {
      if (kind !== 'dynamic-import')
        return {
          errors: [
            {
              text:
                `${path} is now imported at once. Adapt notLoaded in lib/functions/bundle-plugins.ts to this release of the ` +
                'AWS SDK, or take it out.',
            },
          ],
        };
      return { path, namespace: 'not-loaded' };
    });
    build.onLoad({ filter: /.*/, namespace: 'not-loaded' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of this bundle: see lib/functions/bundle-plugins.ts`)});`,
    }));
  },
};
