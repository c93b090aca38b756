import type { LineLook } from './request-line.ts';

/** What `npm start` and its API processes tell each other. */

/** What an API process needs to be ready. */
export interface Beginning {
  /** The whole environment of the functions. */
  readonly environment: Readonly<Record<string, string>>;
  /** Their modules, as they are deployed. */
  readonly functions: { readonly participant: string; readonly connect: string };
  readonly allowedHeaders: readonly string[];
  /** The built-in simulated Connect's URL; undefined if there is another Connect. */
  readonly simulator: string | undefined;
  /** How requests are printed; if undefined, as the functions log them. */
  readonly look: LineLook | undefined;
  /** Lines of requests before this process, the newest last. */
  readonly lines: readonly string[];
}

export type ToApiProcess =
  | { readonly kind: 'begin'; readonly beginning: Beginning }
  /** Comes with a socket. This process answers its requests from now on. */
  | { readonly kind: 'connection' }
  /** A request that another process has answered, as its function logs it. */
  | { readonly kind: 'line'; readonly line: string }
  /** Another process answers at this port from now on. Hand on what comes here, and end with the last connection. */
  | { readonly kind: 'finish'; readonly port: number };

export type FromApiProcess =
  | { readonly kind: 'ready' }
  /** It has the connection that was handed to it first of those that it has not said this of. */
  | { readonly kind: 'taken' }
  /** Another process answers new requests from now on. */
  | { readonly kind: 'finishing' }
  | { readonly kind: 'line'; readonly line: string };
