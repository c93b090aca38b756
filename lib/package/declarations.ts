import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const project = fileURLToPath(new URL('tsconfig.json', import.meta.url));
const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** A declaration file: its path below the package's types, and its text. */
export interface Declaration {
  readonly path: string;
  readonly text: string;
}

/** The first of the package's declaration files. */
export const entry = 'lib/index.d.ts';

/**
 * Emits the declarations of what the package exports, and of everything that they name. The report has them without
 * comments.
 */
export async function emitDeclarations({ comments }: { readonly comments: boolean }): Promise<Declaration[]> {
  const into = await mkdtemp(join(tmpdir(), 'declarations-'));
  try {
    const options = ['--outDir', into, '--removeComments', String(!comments)];
    await promisify(execFile)(process.execPath, [compiler, '--project', project, ...options]);
    return await reachable(into);
  } finally {
    await rm(into, { recursive: true, force: true });
  }
}

/** Keeps the declarations that an app can reach: the compiler writes those of every file that it has read. */
async function reachable(folder: string): Promise<Declaration[]> {
  const found = new Map<string, string>();
  const open = [join(folder, entry)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const path = relative(folder, file);
    if (found.has(path)) continue;
    const text = await readFile(file, 'utf8');
    // An app's compiler may be older than imports with the extension .ts.
    found.set(path, text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"));
    for (const [, imported = ''] of text.matchAll(/from '(\.[^']*)\.ts'/g))
      open.push(`${resolve(dirname(file), imported)}.d.ts`);
  }
  return [...found].map(([path, text]) => ({ path, text }));
}

export async function writeDeclarations(into: string): Promise<void> {
  for (const { path, text } of await emitDeclarations({ comments: true })) {
    await mkdir(dirname(join(into, path)), { recursive: true });
    await writeFile(join(into, path), text);
  }
}
