import type { Modules } from './modules.ts';

/** What happens with files that have changed. */
export interface Changed {
  /** Files that take effect now, with new processes. */
  readonly exchanged: readonly string[];
  /** Files of what goes on running, which take effect at the next start. */
  readonly kept: readonly string[];
}

/** Sorts paths from the repository's root. Files that nothing here runs are in neither list. */
export function sortChanged(paths: readonly string[], { ofApi, ofHolder }: Modules): Changed {
  return {
    exchanged: paths.filter((path) => ofApi.has(path) || isPage(path)),
    kept: paths.filter((path) => ofHolder.has(path) || isData(path)),
  };
}

/** Files of the pages, and of the chat in them: read or built when a process starts. */
function isPage(path: string): boolean {
  return path.startsWith('local/pages/browser/') || path.startsWith('client/src/');
}

/** Files that the simulated Connect reads when it starts. */
function isData(path: string): boolean {
  return /^local\/simulated-connect\/.*\.json$/.test(path);
}
