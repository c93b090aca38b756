import { systemProgram } from '../../support/optional-program.ts';
import type { Shell } from './paste.ts';

/** The shells that readers have: macOS's and most of Linux's. */

const zsh = systemProgram('zsh');

export const bash: Shell = { file: '/bin/bash', parameters: ['--norc', '--noprofile', '-i'] };

export type ShellOf = () => Shell;

export const shells: readonly {
  readonly name: string;
  readonly skip: string | false;
  readonly shell: ShellOf;
}[] = [
  { name: 'bash', skip: false, shell: () => bash },
  { name: 'zsh', skip: zsh.skip, shell: () => ({ file: zsh.path(), parameters: ['-f', '-i'] }) },
];
