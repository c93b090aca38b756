/** Where texts are kept: localStorage is one. */
export type KeyValue = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** The little that the client asks of a socket. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: (() => void) | null;
  send(frame: string): void;
  close(): void;
}

/** The little that it asks of a channel between tabs. */
export interface Channel {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
}

/** Everything outside of the client: the network, the browser, the clock, chance. */
export interface Edges {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly openSocket: (url: string) => Socket;
  /** May throw where the browser forbids it. */
  readonly storage: () => KeyValue;
  /** Runs `lead` as long as its promise lasts, while no other tab does; undefined where the browser cannot. */
  readonly alone:
    ((name: string, signal: AbortSignal, lead: () => Promise<void>) => Promise<unknown>) | undefined;
  readonly openChannel: ((name: string) => Channel) | undefined;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  /** A ClientToken: a random UUID of version 4, or at least 43 random letters and digits. */
  readonly token: () => string;
  /** Answers what stops it. */
  readonly after: (milliseconds: number, happen: () => void) => () => void;
  /** Calls when the network may be back, or when the page goes away: for good, or until somebody goes back to it. */
  readonly on: (event: 'online' | 'pagehide', happen: () => void, signal: AbortSignal) => void;
  /** Sends a text although the page goes. */
  readonly sendBeacon: (url: string, text: string) => void;
  /** The same for all of one page, and another for every other. */
  readonly page: number;
}

/** The browser's. Reaches for nothing until it is called. */
export function browserEdges(): Edges {
  const { navigator } = globalThis;
  const locks = navigator.locks as LockManager | undefined;
  return {
    fetch: (url, init) => fetch(url, init),
    openSocket: (url) => new WebSocket(url) as Socket,
    storage: () => localStorage,
    alone: locks && ((name, signal, lead) => locks.request(name, { signal }, lead)),
    openChannel: (name) => new BroadcastChannel(name) as Channel,
    now: Date.now,
    random: Math.random,
    token: randomToken,
    after(milliseconds, happen) {
      const timer = setTimeout(happen, milliseconds);
      return () => clearTimeout(timer);
    },
    on: (event, happen, signal) => addEventListener(event, happen, { signal }),
    sendBeacon: (url, text) => void navigator.sendBeacon(url, text),
    page: performance.timeOrigin,
  };
}

/** 48 random bytes in letters and digits. Pages without TLS have no crypto.randomUUID. */
function randomToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(48));
  return btoa(String.fromCharCode(...bytes)).replace(/\W/g, '');
}
