import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a test can do without on a machine that has not got it. The README has a table of all of them. */
export interface Optional {
  /** Its file; throws where there is none, and says how to get it. */
  path(): string;
  /** Why the test is skipped; false where it runs: where there is the program, and in CI, where it fails without. */
  readonly skip: string | false;
}

const own = fileURLToPath(new URL('../../.venv/bin', import.meta.url));

/** How to get what the tests use of Python. */
export const installPython = 'python3 -m venv .venv && .venv/bin/pip install -r test/requirements.txt';

/** A program of PATH. */
export function systemProgram(name: string, install = `apt-get install ${name}`): Optional {
  return optional(name, find(name, searched()), install);
}

/** A program that is written in Python: of the checkout's own .venv or, where that has none, of PATH. */
export function pythonProgram(name: string): Optional {
  return optional(name, find(name, [own, ...searched()]), installPython);
}

/** A Python that has the module: the checkout's own or, where that has not, the one of PATH. */
export function pythonWith(module: string): Optional {
  const look = `import importlib.util, sys; sys.exit(importlib.util.find_spec('${module}') is None)`;
  const found = [[own], searched()]
    .map((directories) => find('python3', directories))
    .find((python) => python !== undefined && spawnSync(python, ['-c', look]).status === 0);
  return optional(`python3 with ${module}`, found, installPython);
}

/** Anything else: `found` is its file, and `install` says how to get it. */
export function optional(name: string, found: string | undefined, install: string): Optional {
  const missing = `there is no ${name} on this machine: ${install}`;
  return {
    path() {
      if (found === undefined) throw new Error(missing);
      return found;
    },
    skip: found === undefined && process.env['CI'] !== 'true' ? missing : false,
  };
}

function searched(): string[] {
  return (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '');
}

function find(name: string, directories: readonly string[]): string | undefined {
  return directories.map((directory) => join(directory, name)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
