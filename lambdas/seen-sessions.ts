import type { SeenSessions } from './core/ports.ts';

/** Ids that a process remembers, at most: half a megabyte of them. */
const maximum = 5_000;

/** Remembers the sessions that were read last. */
export function seenSessions(): SeenSessions {
  const instances = new Map<string, string>();
  return {
    has: (id) => instances.has(id),
    instanceOf: (id) => instances.get(id),
    add(id, instanceId) {
      if (instances.has(id)) return;
      if (instances.size >= maximum) {
        const [oldest = ''] = instances.keys();
        instances.delete(oldest);
      }
      instances.set(id, instanceId);
    },
    forget(id) {
      instances.delete(id);
    },
  };
}
