import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A shell, as it is when somebody types into it: nothing configured, and interactive. */
export interface Shell {
  readonly file: string;
  readonly parameters: readonly string[];
}

export interface Pasted {
  /** Each command that was run, with its arguments as the shell gave them. */
  readonly commands: readonly (readonly string[])[];
  /** What the shell itself had to say: a name that it does not know, a pattern that matches nothing. */
  readonly complaints: readonly string[];
}

export interface PasteOptions {
  readonly folder?: string;
  /** Programs that are run; all others of `recorded` are only noted down. By name, their files. */
  readonly real?: Readonly<Record<string, string>>;
}

/** The programs that the documents know. Others are unknown to the shell, which says so. */
const recorded = ['aws', 'curl', 'git', 'node', 'npm', 'npx'];

/** Writes down how many arguments there are, its own name and the arguments, each with a zero behind it. */
const recorder = `#!/bin/sh
printf '%s\\0' "$#" "\${0##*/}" "$@" >> "$RECORD"
`;

/** Pastes text into a shell, and answers what it made of it. */
export async function paste(
  { file, parameters }: Shell,
  text: string,
  { folder, real = {} }: PasteOptions = {},
): Promise<Pasted> {
  const home = folder ?? temporaryFolder('paste');
  const programs = temporaryFolder('programs');
  const record = join(programs, 'record');
  for (const name of recorded.filter((program) => !Object.hasOwn(real, program))) {
    writeFileSync(join(programs, name), recorder);
    chmodSync(join(programs, name), 0o755);
  }
  for (const [name, target] of Object.entries(real)) symlinkSync(target, join(programs, name));
  const child = spawn(file, parameters, {
    cwd: home,
    env: { HOME: home, PATH: programs, RECORD: record, PS1: '', PS2: '', LC_ALL: 'C.UTF-8' },
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
  child.stdin.end(`${text}\nwait\n`);
  await once(child, 'close');
  return {
    commands: existsSync(record) ? commandsOf(readFileSync(record, 'utf8')) : [],
    complaints: said
      .split(/[\r\n]+/)
      .filter((line) => /^(?:ba|z)sh: /.test(line) && !aboutTerminals.test(line)),
  };
}

/** There is none here, and an interactive shell mentions it. */
const aboutTerminals = /no job control in this shell|cannot set terminal process group|can't set tty pgrp/;

function commandsOf(text: string): string[][] {
  const commands: string[][] = [];
  const fields = text.split('\0');
  for (let index = 0; index < fields.length - 1;) {
    const count = Number(fields[index]) + 1;
    commands.push(fields.slice(index + 1, index + 1 + count));
    index += 1 + count;
  }
  return commands;
}
