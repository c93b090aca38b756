import { createHash } from 'node:crypto';
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leaveOut, type Template } from './omissions.ts';

export interface FileAssets {
  readonly files: Readonly<Record<string, { readonly source: { readonly path: string } }>>;
}

/** The templates of a cloud assembly (what `cdk synth` writes), by the file's name. */
export function templatesOf(assembly: string): Readonly<Record<string, Template>> {
  return Object.fromEntries(
    globSync('*.template.json', { cwd: assembly }).map((file) => [file, read(assembly, file) as Template]),
  );
}

/** A copy of a cloud assembly, of any app, that fits the emulator: without what omissions.ts names. */
export function fitted(assembly: string, into: string): string {
  return changed(assembly, into, leaveOut);
}

/** A copy of a cloud assembly with other templates. */
export function changed(assembly: string, into: string, change: (template: Template) => Template): string {
  cpSync(assembly, into, { recursive: true });
  for (const [file, template] of Object.entries(templatesOf(into))) {
    const text = JSON.stringify(change(template), null, 1);
    writeFileSync(join(into, file), text);
    rename(into, assetOf(into, file), createHash('sha256').update(text).digest('hex'));
  }
  return into;
}

/** A template is uploaded under the hash of what it says, and not again under a hash that is there. */
function assetOf(assembly: string, template: string): string {
  for (const manifest of globSync('*.assets.json', { cwd: assembly }))
    for (const [hash, { source }] of Object.entries((read(assembly, manifest) as FileAssets).files))
      if (source.path === template) return hash;
  throw new Error(`${template} is no asset of ${assembly}`);
}

function rename(assembly: string, hash: string, as: string): void {
  for (const file of ['manifest.json', ...globSync('*.assets.json', { cwd: assembly })]) {
    const text = readFileSync(join(assembly, file), 'utf8');
    writeFileSync(join(assembly, file), text.replaceAll(hash, as));
  }
}

function read(assembly: string, file: string): unknown {
  return JSON.parse(readFileSync(join(assembly, file), 'utf8'));
}
