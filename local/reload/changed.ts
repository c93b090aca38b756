import type { Modules } from './modules.ts';

/** What becomes of files that have changed. */
export interface Changed {
  /** Exchanged now, with the processes that answer. */
  readonly exchanged: readonly string[];
  /** In use by what goes on running, and as they were until the next start. */
  readonly kept: readonly string[];
}

/** Sorts paths from the root of the repository; what nothing here runs is in neither list. */
export function sortChanged(paths: readonly string[], { ofApi, ofHolder }: Modules): Changed {
  return {
    exchanged: paths.filter((path) => ofApi.has(path) || isPage(path)),
    kept: paths.filter((path) => ofHolder.has(path) || isData(path)),
  };
}

/** Of the pages: read or built when a process starts. */
function isPage(path: string): boolean {
  return path.startsWith('local/pages/browser/');
}

/** Read by the simulated Connect when it starts. */
function isData(path: string): boolean {
  return /^local\/simulated-connect\/.*\.json$/.test(path);
}
