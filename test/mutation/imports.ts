import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** All files that importing `file` imports, itself among them. */
export function importedBy(file: string, known: Map<string, readonly string[]>): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [file];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...directImports(next, known));
  }
  return found;
}

function directImports(file: string, known: Map<string, readonly string[]>): readonly string[] {
  const before = known.get(file);
  if (before) return before;
  const imports = [
    ...readSource(file).matchAll(/^(?:import|export)\b(?! type)[^;]*?from '(\.[^']+\.ts)'/gm),
  ].map(([, from = '']) => join(dirname(file), from));
  known.set(file, imports);
  return imports;
}

function readSource(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
