import type { SeenSessions } from './core/ports.ts';

/** Ids that a process remembers, at most: half a megabyte of them. */
const maximum = 5_000;

/** Remembers the sessions that were read last. */
export function seenSessions(): SeenSessions {
  const ids = new Set<string>();
  return {
    has: (id) => ids.has(id),
    add(id) {
      if (ids.has(id)) return;
      if (ids.size >= maximum) {
        const [oldest = ''] = ids;
        ids.delete(oldest);
      }
      ids.add(id);
    },
  };
}
