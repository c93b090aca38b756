import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { zipSync } from 'fflate';

/** The same files are the same bytes: whoever packs them, and wherever and whenever. */
export function zip(folder: string): Uint8Array {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
    .toSorted();
  return zipSync(
    Object.fromEntries(files.map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))])),
    // The first day that a zip can name. It has no time zone: this is a day of the machine's own.
    { level: 9, mtime: new Date(1980, 0, 1), os: unix, attrs: readable },
  );
}

/** Whose permissions the attributes are: without them, Lambda may not read the files. */
const unix = 3;
const readable = (0o100_644 << 16) >>> 0;
