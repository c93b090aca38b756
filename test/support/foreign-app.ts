import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ended } from './program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * A CDK app of somebody else, with the package as npm packs and installs it. Of the repository it has only what such an
 * app has of its own: CDK, the compiler and Node's types.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));

export type ModuleKind = 'module' | 'commonjs';

/** The program that README.md shows. */
export async function readmeExample(): Promise<string> {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const [, example] = /^```ts\n([^`]*new ConnectChatBff\([^`]*)^```$/m.exec(readme) ?? [];
  if (example === undefined) throw new Error('README.md has no example of the construct');
  return example;
}

/** Makes the app in a new folder, compiled, and answers the folder: `cdk` can be run there. */
export async function makeForeignApp(type: ModuleKind, program: string): Promise<string> {
  const folder = await writeForeignApp(type, program);
  await run(folder, 'tsc', []);
  return folder;
}

/** The same, with nothing compiled, and perhaps with another CDK: that of the folder `cdk`. */
export async function writeForeignApp(
  type: ModuleKind,
  program: string,
  cdk: string = join(root, 'node_modules'),
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'foreign-app-'));
  const write = (name: string, content: object): Promise<void> =>
    writeFile(join(folder, name), JSON.stringify(content));
  await write('package.json', { name: 'foreign-app', private: true, type });
  await write('cdk.json', { app: 'node app.js' });
  await write('tsconfig.json', { compilerOptions, files: ['app.ts'] });
  await writeFile(join(folder, 'app.ts'), program);
  await installPackage(folder, cdk);
  return folder;
}

/** As strict as an app can be; the declarations of others, ours among them, are checked like its own. */
export const compilerOptions = {
  target: 'es2022',
  module: 'nodenext',
  strict: true,
  skipLibCheck: false,
  types: ['node'],
};

/** Without a network: the package needs nothing that the app does not have. */
async function installPackage(folder: string, cdk: string): Promise<void> {
  const options = ['--offline', '--legacy-peer-deps', '--no-audit', '--no-fund'];
  await run(folder, 'npm', ['install', ...options, await packedPackage()]);
  await mkdir(join(folder, 'node_modules/@types'));
  const link = (from: string, name: string): Promise<void> =>
    symlink(join(from, name), join(folder, 'node_modules', name));
  for (const name of ['aws-cdk-lib', 'constructs']) await link(cdk, name);
  for (const name of ['aws-cdk', 'typescript', '@types/node', 'undici-types'])
    await link(join(root, 'node_modules'), name);
}

let packed: Promise<string> | undefined;

/** The path of what `npm pack` makes, once for a process. */
export function packedPackage(): Promise<string> {
  return (packed ??= pack());
}

async function pack(): Promise<string> {
  const into = await mkdtemp(join(tmpdir(), 'packed-'));
  const listed = await run(root, 'npm', ['pack', '--json', '--pack-destination', into]);
  const [{ filename = '' } = {}] = JSON.parse(listed) as { readonly filename?: string }[];
  return join(into, filename);
}

const { NODE_COMPILE_CACHE } = process.env;
const compileCache = NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE };

/** Nobody's home: what programs keep there is not the checkout's. */
const home = temporaryFolder('home');

/** Runs a program of the repository's packages, or npm, to its end. Answers what it wrote. */
export async function run(
  folder: string,
  program: 'npm' | 'tsc' | 'cdk' | 'node',
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const child = spawn(program, parameters, {
    cwd: folder,
    // As a person has it, with no account, Region or profile.
    env: {
      PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter),
      HOME: home,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: '1',
      // It takes longer than all the rest of a synthesis, and is run by test/deployment/services.
      CDK_VALIDATION: 'false',
      ...compileCache,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { code, stdout, stderr } = await ended(child);
  if (code !== 0)
    throw new Error(`${program} ${parameters.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
