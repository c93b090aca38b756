import type { StartChatRequest } from './api-types.ts';
import type { KeyValue } from './edges.ts';
import { parsed } from './api.ts';
import type { Outgoing, Session } from './state.ts';

/** A start that has not been answered: repeated with the same ClientToken, it starts no second chat. */
export interface PendingStart {
  readonly request: StartChatRequest;
  /** Epoch ms. */
  readonly at: number;
}

/** What is kept in the browser, each under a key of its own, so that tabs do not undo what others write. */
interface Kept {
  readonly start: PendingStart;
  readonly session: Session;
  /** The ClientToken of the end that the visitor has asked for. */
  readonly end: string;
  /** When a tab was last connected, or tried to be: epoch ms. */
  readonly seen: number;
}

export interface Store {
  read<Name extends keyof Kept>(name: Name): Kept[Name] | undefined;
  write<Name extends keyof Kept>(name: Name, value: Kept[Name]): void;
  remove(name: keyof Kept): void;
  /** Messages that have not been answered, in the order in which they were written. */
  outbox(): readonly Outgoing[];
  keep(outgoing: Outgoing): void;
  forget(key: string): void;
  /** Forgets everything. */
  clear(): void;
}

/** For as long as the API answers a repeated ClientToken with the same answer, in ms. */
export const rememberedMs = 24 * 3_600_000;

/**
 * Keeps a chat in the browser: its bearer, what it is to be started with, and messages that have not been answered. What
 * the browser does not take, for want of room or by its settings, is kept in memory. What nobody has looked at for 24
 * hours is forgotten.
 */
export function createStore(endpoint: string, storage: () => KeyValue | undefined, now: number): Store {
  const prefix = `connect-chat-bff ${endpoint} `;
  const memory = new Map<string, string>();
  const kept = attempt(storage);

  function read(name: string): unknown {
    return parsed(memory.get(name) ?? attempt(() => kept?.getItem(prefix + name)) ?? '')?.['value'];
  }

  function write(name: string, value: unknown): void {
    const text = JSON.stringify({ value });
    memory.set(name, text);
    if (kept)
      attempt(() => {
        kept.setItem(prefix + name, text);
        memory.delete(name);
      });
  }

  function remove(name: string): void {
    memory.delete(name);
    attempt(() => kept?.removeItem(prefix + name));
  }

  function names(): readonly string[] {
    const stored = attempt(() =>
      Array.from({ length: kept?.length ?? 0 }, (_, index) => kept?.key(index) ?? ''),
    );
    const own = (stored ?? []).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    return [...new Set([...own, ...memory.keys()])];
  }

  const store: Store = {
    read: (name) => read(name) as never,
    write,
    remove,
    outbox: () =>
      names()
        .filter((name) => name.startsWith('out:'))
        .map((name) => read(name) as Outgoing | undefined)
        .filter((outgoing) => outgoing !== undefined)
        .toSorted((a, b) => a.at - b.at),
    keep: (outgoing) => write(`out:${outgoing.key}`, outgoing),
    forget: (key) => remove(`out:${key}`),
    clear() {
      for (const name of names()) remove(name);
    },
  };
  const seen = store.read('seen');
  if (seen && now - seen > rememberedMs) store.clear();
  return store;
}

/** Browsers throw where storage is forbidden or full. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
