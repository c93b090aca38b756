import type { Routes } from './api-types.ts';
import type { MessageType, OutgoingFile } from './state.ts';
import type { Snapshot } from './view.ts';

/** Where the API is, and how it is to be used. */
export interface ChatOptions {
  /** The API's URL with its stage, such as https://chat.example.com or https://….amazonaws.com/v1. */
  readonly endpoint: string;
  /**
   * Keeps the chat in this tab's memory alone: a reload ends it, and other tabs know nothing of it. Where the session is
   * in a cookie, recoverChat() finds it.
   */
  readonly storage?: 'memory';
  /**
   * Has the chat go on when its last page is closed. Without it, a chat to whose site the visitor does not come back
   * within a minute ends: set it where visitors leave the site for longer, as to pay.
   */
  readonly keepOpen?: boolean;
  /** Where visitors sign in: the token that proves who they are. Asked for at each attempt to start, and never kept. */
  readonly identityToken?: () => string | Promise<string>;
  /** Ends the part of this tab, as `close()` does. */
  readonly signal?: AbortSignal;
  /**
   * Has the session in a cookie that no script can read, where the deployment allows it to the page. Nothing then keeps
   * the bearer.
   */
  readonly session?: 'cookie';
}

/** One chat, the same in every tab. Nothing of it throws for want of a network: see `getSnapshot()`. */
export interface Chat {
  /** What there is at the moment; the same object until something changes. */
  readonly getSnapshot: () => Snapshot;
  /** Calls after every change. Answers what stops it. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Sends, as soon as it can and once: answers the message's key. `contentType`: text/plain unless given. */
  send(content: string, contentType?: MessageType): string;
  /** Shows a file on its way, for sendFile(). */
  showFile(file: OutgoingFile): void;
  /** Sends again what has failed. */
  retry(key: string): void;
  /** Takes back a file on its way, or what has failed or not been tried yet. */
  discard(key: string): void;
  /** Tells the others that the visitor is writing: at most once in 10 s, however often it is called. */
  typing(): void;
  /** Tells the others that all they have said has been seen. */
  read(): void;
  /** Reads what is new at once, where no socket brings it. */
  refresh(): void;
  /** Reads what was said before the first message of the snapshot. Rejects with a ChatError. */
  loadEarlier(): Promise<void>;
  /** Calls another route of the session, such as those for signing in. Rejects with a ChatError. */
  request<Path extends keyof Routes>(
    path: Path,
    body: Routes[Path]['request'],
    signal?: AbortSignal,
  ): Promise<Routes[Path]['answer']>;
  /** Ends the chat for everybody, after what has been sent before. Resolves when it is over. */
  end(): Promise<void>;
  /** Ends the part of this tab. The chat goes on: in other tabs, and after a reload with resumeChat(). */
  close(): void;
}
