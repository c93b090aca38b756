import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { zipSync } from 'fflate';

/** Zips a folder. The same files give the same bytes, whoever zips them, and wherever and whenever. */
export function zip(folder: string): Uint8Array {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name, parentPath }) => relative(folder, join(parentPath, name)).replaceAll(sep, '/'))
    .toSorted();
  return zipSync(
    Object.fromEntries(files.map((file) => [file, new Uint8Array(readFileSync(join(folder, file)))])),
    // A zip's times begin on this day. They have no time zone, so it is local time.
    { level: 9, mtime: new Date(1980, 0, 1), os: unix, attrs: readable },
  );
}

/** Says that the attributes are Unix permissions: without them, Lambda may not read the files. */
const unix = 3;
const readable = (0o100_644 << 16) >>> 0;
