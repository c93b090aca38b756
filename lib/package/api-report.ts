import type { Member } from './surface.ts';

/** A line of the report: something an app can see, and the version that last changed it. */
export interface Entry {
  readonly version: string;
  readonly name: string;
  readonly signature: string;
}

const removed = '(removed)';

/**
 * Returns the report of a surface, given the report before: whatever is new, changed or gone gets the current version.
 */
export function report(surface: readonly Member[], before: readonly Entry[], version: string): Entry[] {
  const now = surface.map(({ name, signature }) => ({
    version: before.find((entry) => entry.name === name && entry.signature === signature)?.version ?? version,
    name,
    signature,
  }));
  const gone = before
    .filter(({ name }) => !surface.some((member) => member.name === name))
    .map((entry) => (entry.signature === removed ? entry : { ...entry, version, signature: removed }))
    // Removals in former versions are left out: whoever upgrades has heard of them.
    .filter((entry) => entry.version === version);
  return [...now, ...gone];
}

/**
 * Returns what the version's section of the changelog should name and does not: every new export, every part of a
 * class, and every change to what there was. A new class or type is named as a whole. `text` is that section.
 */
export function unnamed(
  entries: readonly Entry[],
  surface: readonly Member[],
  version: string,
  text: string,
): string[] {
  const changed = new Map(
    entries.filter((entry) => entry.version === version).map((entry) => [entry.name, entry]),
  );
  const named = new Set([...text.matchAll(/`([\w.]+)[^`]*`/g)].map(([, name = '']) => name));
  const isNamed = (name: string): boolean => named.has(name) || named.has(name.split('.')[1] ?? name);
  return [...changed.keys()].filter((name) => {
    const [whole = '', part] = name.split('.');
    const isNew = changed.get(whole);
    if (part === undefined)
      return !isNamed(name) && !surface.some((one) => one.name === name && !one.exported);
    const covered = isNew && (part === 'constructor' || !/^(abstract )?class /.test(isNew.signature));
    return !covered && !isNamed(name);
  });
}

const heading = `# What an app can see of the package

Written by \`npm run api-report\` from the declarations that the package ships. Before each, the version in which it
became what it is. CHANGELOG.md has to name whatever is of the version in work. A line about something removed that was
in no version before can be deleted by hand.
`;

export function print(entries: readonly Entry[]): string {
  const lines = entries.map(({ version, name, signature }) => `${version}  ${name}  ${signature}`);
  return `${heading}\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n`;
}

export function read(text: string): Entry[] {
  return [...text.matchAll(/^(\d\S*) {2}(\S+) {2}(.*)$/gm)].map(
    ([, version = '', name = '', signature = '']) => ({
      version,
      name,
      signature,
    }),
  );
}
