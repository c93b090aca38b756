import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { systemProgram } from '../support/optional-program.ts';

/** SPIN, which turns a model into a program in C that goes through its states. */

const spin = systemProgram('spin');
const gcc = systemProgram('gcc');

export const skip = spin.skip || gcc.skip;

const here = fileURLToPath(new URL('.', import.meta.url));

/** Makes the program in a folder of its own. */
export function verifierOf(model: string, folder: string, defines: readonly string[] = []): string {
  run(spin.path(), [...defines, '-a', `${here}${model}`], folder);
  run(gcc.path(), ['-O1', '-w', '-DSAFETY', '-DMEMLIM=1000', '-o', 'pan', 'pan.c'], folder);
  return `${folder}/pan`;
}

export interface Verified {
  readonly errors: number;
  readonly states: number;
  readonly said: string;
}

export function verify(
  pan: string,
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Verified {
  const said = run(pan, ['-m1000000', '-w20'], folder, environment);
  return {
    errors: Number(/errors: (\d+)/.exec(said)?.[1]),
    states: Number(/(\d+) states, stored/.exec(said)?.[1]),
    said,
  };
}

function run(
  program: string,
  parameters: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): string {
  const { stdout, stderr, status } = spawnSync(program, parameters, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`${program} ${parameters.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}
