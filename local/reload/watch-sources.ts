import { readdirSync, watch, type FSWatcher } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * Milliseconds to wait after the last change: editors write a file in several steps, and a checkout writes several
 * files.
 */
const quietMs = 60;

/**
 * Reports files that change below these folders, by their paths from the root, until it is closed. It watches folders
 * and not files: editors put a new file in the place of an old one.
 */
export function watchSources(
  root: string,
  folders: readonly string[],
  changed: (paths: readonly string[]) => void,
  failed: (error: Error) => void,
): { close(): void } {
  const watchers = new Map<string, FSWatcher>();
  const pending = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  function note(path: string): void {
    pending.add(relative(root, path).split(sep).join('/'));
    clearTimeout(timer);
    timer = setTimeout(() => {
      const paths = [...pending];
      pending.clear();
      for (const folder of folders) watchBelow(join(root, folder));
      changed(paths);
    }, quietMs);
  }

  function watchBelow(folder: string): void {
    for (const path of [folder, ...foldersBelow(folder)]) {
      if (watchers.has(path)) continue;
      try {
        const watcher = watch(path, (_event, name) => note(join(path, name ?? '')));
        watchers.set(path, watcher);
        watcher.on('error', () => {
          watchers.delete(path);
          watcher.close();
        });
      } catch (error) {
        failed(error as Error);
        return;
      }
    }
  }

  for (const folder of folders) watchBelow(join(root, folder));
  return {
    close() {
      clearTimeout(timer);
      for (const watcher of watchers.values()) watcher.close();
    },
  };
}

function foldersBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
}
