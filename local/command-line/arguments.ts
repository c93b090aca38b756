import { parseArgs } from 'node:util';
import { nearestName } from '../../lib/config/nearest-name.ts';

/** The programs of this folder, by the npm script that runs each. */
export type Program = 'start' | 'simulator';

/** What the command line says. The environment may say what it leaves out. */
export interface Arguments {
  readonly help: boolean;
  /** Lines of JSON for requests, on a terminal too. */
  readonly json: boolean;
  /** Where to listen, as it was written. */
  readonly port: string | undefined;
  /** How many API processes, as it was written. */
  readonly instances: string | undefined;
}

const options = {
  start: {
    help: { type: 'boolean', short: 'h' },
    port: { type: 'string' },
    instances: { type: 'string' },
    json: { type: 'boolean' },
  },
  simulator: { help: { type: 'boolean', short: 'h' }, port: { type: 'string' } },
} as const;

const called = { start: 'npm start', simulator: 'npm run simulator' } as const;

/**
 * Returns the arguments, or one sentence about the first that is wrong. `environment` is the process's: npm keeps what
 * is not behind `--` to itself, and passes it on as variables.
 */
export function readArguments(
  program: Program,
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Arguments | { readonly problem: string } {
  const known: Readonly<Record<string, { readonly type: string }>> = options[program];
  const kept = ['port', 'instances'].find(
    (name) => Object.hasOwn(known, name) && environment[`npm_config_${name}`] !== undefined,
  );
  if (kept !== undefined) {
    // npm does not know the option: it takes it for a switch, and its value for an argument.
    const value = [environment[`npm_config_${kept}`], ...argv].find((text) => /^\d+$/.test(text ?? ''));
    return {
      problem: `npm has kept --${kept} for itself: put it behind --, as in ${example(program, kept, value)}`,
    };
  }
  const { tokens } = parseArgs({ args: [...argv], options: options[program], strict: false, tokens: true });
  const values: Record<string, string | true> = {};
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    if (token.kind === 'positional')
      return { problem: `There is no argument ${shown(token.value)}: ${seeHelp(program)}` };
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (!option) return { problem: unknown(program, token.rawName, Object.keys(known)) };
    if (option.type === 'boolean' && token.value !== undefined)
      return { problem: `--${token.name} takes no value: leave out ${shown(`=${token.value}`)}` };
    if (option.type === 'string' && (token.value === undefined || /^(-|$)/.test(token.value)))
      return {
        problem: `--${token.name} must be followed by a number, as in ${example(program, token.name)}`,
      };
    if (Object.hasOwn(values, token.name))
      return { problem: `--${token.name} is there twice: leave one out` };
    values[token.name] = token.value ?? true;
  }
  const text = (name: string): string | undefined =>
    typeof values[name] === 'string' ? values[name] : undefined;
  return {
    help: values['help'] === true,
    json: values['json'] === true,
    port: text('port'),
    instances: text('instances'),
  };
}

function example(program: Program, name: string, value = name === 'port' ? '3001' : '3'): string {
  return `${called[program]} -- --${name} ${value}`;
}

function unknown(program: Program, given: string, names: readonly string[]): string {
  const meant = nearestName(given, names);
  const hint = meant === undefined ? seeHelp(program) : `did you mean --${meant}?`;
  return `There is no argument ${shown(given)}: ${hint}`;
}

function seeHelp(program: Program): string {
  return `${called[program]} -- --help says which there are`;
}

/** Quotes an argument as it was given, unless that would not fit on one line. */
function shown(given: string): string {
  return /^[\w.:@/=-]{1,60}$/.test(given) ? given : JSON.stringify(given.slice(0, 60));
}
