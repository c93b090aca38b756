import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { optional, systemProgram } from '../../../support/optional-program.ts';

/** A request to a method whose answer is made by a mapping template. */
export interface Mapping {
  readonly template: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a template makes of it, or why Velocity or API Gateway would not have it. */
export interface Mapped {
  readonly problem: string | undefined;
  readonly text: string;
  /** Headers by name. */
  readonly overrides: Readonly<Record<string, string>>;
}

const program = fileURLToPath(new URL('MappingTemplates.java', import.meta.url));
/** Where Debian's package `velocity` has it, and what it needs. */
const jars = ['velocity', 'commons-collections3', 'commons-lang'].map(
  (name) => `/usr/share/java/${name}.jar`,
);

const javac = systemProgram('javac', 'apt-get install default-jdk-headless');
const velocity = optional(
  'velocity',
  jars.every((jar) => existsSync(jar)) ? jars.join(':') : undefined,
  'apt-get install velocity',
);

export const skipped = javac.skip || velocity.skip;

/** Runs mappings on Apache Velocity, all in one JVM, which takes a second to start. */
export function mapped(mappings: readonly Mapping[]): ReadonlyMap<Mapping, Mapped> {
  javac.path();
  const input = mappings
    .map(({ template, headers }) => [template, ...Object.entries(headers).flat()].map(encoded).join('\t'))
    .join('\n');
  const { status, stdout, stderr } = spawnSync('java', ['-cp', velocity.path(), program], {
    input,
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (status !== 0) throw new Error(`java has ended with ${status}: ${stderr}`);
  const answers = stdout.trimEnd().split('\n');
  if (answers.length !== mappings.length)
    throw new Error(`${mappings.length} mappings have ${answers.length} answers`);
  return new Map(mappings.map((mapping, index) => [mapping, read(answers[index] ?? '')]));
}

function read(line: string): Mapped {
  const [kind, ...fields] = line.split('\t');
  const [text = '', ...overrides] = fields.map(decoded);
  return kind === 'answer'
    ? { problem: undefined, text, overrides: pairs(overrides) }
    : { problem: text, text: '', overrides: {} };
}

function pairs(flat: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : [])),
  ) as Record<string, string>;
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64');
}

function decoded(field: string): string {
  return Buffer.from(field, 'base64').toString();
}
