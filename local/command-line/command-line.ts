import { readArguments, type Arguments, type Program } from './arguments.ts';
import { usage } from './usage.ts';

/** Returns the arguments. If there is nothing to run, prints why and returns the exit code. */
export function commandLine(
  program: Program,
  argv: readonly string[],
  { env, stdout, stderr }: Pick<NodeJS.Process, 'env' | 'stdout' | 'stderr'>,
): Arguments | { readonly code: number } {
  const given = readArguments(program, argv, env);
  if ('problem' in given) {
    stderr.write(`${given.problem}\n`);
    return { code: 2 };
  }
  if (!given.help) return given;
  stdout.write(usage[program]);
  return { code: 0 };
}
