import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';

/** What a program said and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface RunOptions {
  /** Default: the repository. */
  readonly folder?: string;
  /** Whether it is run by a user who may write nothing, where tests are run by one who may write everything. */
  readonly unprivileged?: boolean;
}

/** Whose user id is this on every system that has one. */
const nobody = 65_534;

/** Who may run as `nobody`, if need be. */
export function unprivileged(): { readonly uid: number; readonly gid: number } | undefined {
  return process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : undefined;
}

/** Runs a program in the repository to its end. */
export async function runToEnd(
  file: string,
  parameters: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  { folder = root, unprivileged: isUnprivileged = false }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(file, parameters, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isUnprivileged && unprivileged()),
  });
  return await ended(child);
}

/** Reads what a program says, until it has ended. */
export async function ended(child: ChildProcessByStdio<Writable | null, Readable, Readable>): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}
