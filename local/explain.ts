import { tmpdir } from 'node:os';
import { EnvironmentError } from '../lambdas/environment-error.ts';

/** Something outside the program is wrong. The message says what to do. */
export class SurroundingsError extends Error {
  override readonly name = 'SurroundingsError';
}

/** Says in one line why a program cannot start, and what to do. */
export function explain(error: unknown, program: string): string {
  if (error instanceof EnvironmentError) return error.problems.join('\n');
  if (error instanceof SurroundingsError) return error.message;
  const { code, name, message, port, errors } = error as Readonly<{
    code?: string;
    name?: string;
    message?: string;
    port?: number;
    errors?: unknown;
  }>;
  const failures = Array.isArray(errors) ? (errors as readonly BuildFailure[]) : [];
  if (failures[0]?.text !== undefined) return `The code does not build: ${whereAndWhat(failures[0])}`;
  if (code === 'EADDRINUSE' && port !== undefined)
    return `Port ${port} is in use: choose another one, such as PORT=${port < 65_535 ? port + 1 : 3000} ${program}`;
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} is not allowed here: choose one above 1023, such as PORT=3000 ${program}`;
  if (code === 'ENOSPC')
    return `There is no space left in ${tmpdir()} for the built code: free some, or set TMPDIR to another folder`;
  return `${program} could not start: ${name ?? 'Error'}: ${(message ?? '').trim().split('\n', 1)[0]}`;
}

interface BuildFailure {
  readonly text?: string;
  readonly location?: { readonly file: string; readonly line: number; readonly column: number } | null;
}

/** An error of esbuild's: lambdas/core/seal.ts:3:14: Expected ";" */
export function whereAndWhat({ text = '', location }: BuildFailure): string {
  return location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
}
