import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from './places.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What is made of the repository, and no part of it. */
const made: ReadonlySet<string> = new Set(['.git', '.venv', 'node_modules', 'dist', 'cdk.out', '.cache']);

/** The repository as it stands, in a folder of its own. */
export function copyOfRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'an-operation-'));
  cpSync(root, copy, { recursive: true, filter: (source) => !made.has(basename(source)) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Does in the copy what a place takes. */
export function change(copy: string, { file, insertions = [], isNew }: Place): void {
  const path = join(copy, file);
  if (isNew)
    return writeFileSync(path, readFileSync(new URL(`new/${file}.txt`, import.meta.url)), { flag: 'wx' });
  let lines = readFileSync(path, 'utf8').split('\n');
  for (const [before, text] of insertions) {
    const at = lines.findIndex((line) => line.startsWith(before));
    if (at === -1)
      throw new Error(
        `${file} has no line that begins with «${before}»: test/house/adding-an-operation/places.ts is to follow it`,
      );
    lines = lines.toSpliced(at, 0, text);
  }
  writeFileSync(path, lines.join('\n'));
}

/** Takes the model into the copy, as take.py does of botocore. */
export function takeModel(copy: string): void {
  const path = join(copy, 'local/simulated-connect/models/connect.json');
  type Model = Record<'operations' | 'shapes', Record<string, unknown>>;
  const model = JSON.parse(readFileSync(path, 'utf8')) as Model;
  const taken = JSON.parse(readFileSync(new URL('model.json', import.meta.url), 'utf8')) as Model;
  for (const part of ['operations', 'shapes'] as const)
    model[part] = Object.fromEntries(
      Object.entries({ ...model[part], ...taken[part] }).toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  writeFileSync(path, `${JSON.stringify(model, undefined, 2)}\n`);
}
