import * as real from 'node:test';
import { hooks, mutants, shared, type Recorded } from './played.ts';

/**
 * Stands in for `node:test` in a worker. While a test file is imported, it notes what the file declares; when the file is
 * played, once for each mutant, it declares the same to the real one, with the tests that are to be played alone.
 */

export { mock } from 'node:test';

type Body = (...context: unknown[]) => unknown;
type Context = real.TestContext | real.SuiteContext;

let path: string[] = [];
let seen = new Map<string, number>();

/** Declares again what a file has declared when it was imported. */
export function replay(file: string): void {
  [path, seen] = [[], new Map()];
  for (const { kind, parameters } of shared.recorded.get(file) ?? []) declarations[kind](...parameters);
}

function declared(kind: Recorded['kind'], parameters: readonly unknown[]): boolean {
  if (shared.importing === undefined) return false;
  shared.recorded.get(shared.importing)?.push({ kind, parameters });
  return true;
}

export function test(...parameters: readonly unknown[]): Promise<void> {
  if (declared('test', parameters)) return Promise.resolve();
  const { name, options, body } = read(parameters);
  const { play } = shared;
  const id = idOf(name);
  if (!play || !body) return real.test(name, options, body as real.TestFn);
  if (play.chosen && !play.chosen.has(id)) return Promise.resolve();
  return real.test(name, options, async (context: Context) => {
    if (play.failed !== undefined) return;
    const began = performance.now();
    mutants.currentTestId = id;
    try {
      await body(context);
    } catch (error) {
      play.failed ??= name;
      throw error;
    } finally {
      mutants.currentTestId = hooks;
      play.took[id] = performance.now() - began;
    }
  });
}

export function suite(...parameters: readonly unknown[]): Promise<void> {
  if (declared('suite', parameters)) return Promise.resolve();
  const { name, options, body } = read(parameters);
  const id = idOf(name);
  const chosen = shared.play?.chosen;
  if (chosen && ![...chosen].some((test) => test.startsWith(`${id} > `))) return Promise.resolve();
  return real.suite(name, options, (context) => {
    path.push(id);
    try {
      return body?.(context) as void;
    } finally {
      path.pop();
    }
  });
}

/** The names on the way to it, and its number among those of the same name. */
function idOf(name: string): string {
  const suite = path.at(-1);
  const id = suite === undefined ? name : `${suite} > ${name}`;
  const times = seen.get(id) ?? 0;
  seen.set(id, times + 1);
  return times === 0 ? id : `${id} (${times})`;
}

function read(parameters: readonly unknown[]): {
  readonly name: string;
  readonly options: real.TestOptions;
  readonly body: Body | undefined;
} {
  const name = parameters.find((one) => typeof one === 'string') ?? '';
  const options = parameters.find((one): one is real.TestOptions => typeof one === 'object' && one !== null);
  const body = parameters.find((one): one is Body => typeof one === 'function');
  return { name, options: options ?? {}, body };
}

type Hook = (body: () => void, options?: real.HookOptions) => void;

function hook(kind: 'before' | 'after' | 'beforeEach' | 'afterEach'): Hook {
  return (...parameters) => {
    if (!declared(kind, parameters)) real[kind](...parameters);
  };
}

export const before = hook('before');
export const after = hook('after');
export const beforeEach = hook('beforeEach');
export const afterEach = hook('afterEach');
export const it = test;
export const describe = suite;

type Declare = (...parameters: readonly unknown[]) => unknown;

const declarations = { test, suite, before, after, beforeEach, afterEach } as Readonly<
  Record<Recorded['kind'], Declare>
>;
