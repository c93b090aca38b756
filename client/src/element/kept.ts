import type { Settings } from './settings.ts';

/**
 * What the element keeps in the browser of a chat that goes on: a half-written message, what has been
 * seen, and whether the window is open.
 */
export interface Kept {
  read(name: KeptName): string;
  /** Nothing is as good as an empty text. */
  write(name: KeptName, value: string): void;
}

type KeptName = 'draft' | 'seen-up-to' | 'window';

/**
 * Beside what the client keeps, so that it is forgotten with it: when the chat ends, and after 24 hours. `goesOn`:
 * whether there is a chat; without one, nothing is kept in the browser.
 */
export function createKept({ endpoint, storage }: Settings, goesOn: () => boolean): Kept {
  const memory = new Map<string, string>();
  const key = (name: KeptName): string => `connect-chat-bff ${endpoint} ${name}`;
  return {
    read(name) {
      if (storage === 'memory') return memory.get(name) ?? '';
      return attempt(() => localStorage.getItem(key(name))) ?? memory.get(name) ?? '';
    },
    write(name, value) {
      memory.set(name, value);
      if (storage === 'memory' || !goesOn()) return;
      attempt(() =>
        value === '' ? localStorage.removeItem(key(name)) : localStorage.setItem(key(name), value),
      );
    },
  };
}

/** Browsers throw where storage is forbidden or full. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
