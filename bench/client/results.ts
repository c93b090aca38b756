import type { Conditions } from '../results.ts';

/** All that a run has measured of the client. The section depends on nothing else. */
export interface ClientResults {
  readonly conditions: ClientConditions;
  readonly bytes: Readonly<Record<ScriptName, ScriptBytes>>;
  /** Milliseconds from the page's navigation to the frame with the first message: a sample a round. */
  readonly firstMessage: Readonly<Record<NetworkName, Readonly<Record<PageName, readonly number[]>>>>;
  /** A sample a round. */
  readonly typing: Readonly<Record<TypingName, readonly Typing[]>>;
}

export interface ClientConditions extends Pick<Conditions, 'date' | 'command' | 'seed' | 'machine'> {
  readonly browser: string;
  readonly chatjs: string;
  /** The machine's load average of one minute when it began. */
  readonly load: number;
  readonly rounds: ClientRounds;
}

/** How often each measure is taken. */
export interface ClientRounds {
  readonly firstMessage: number;
  readonly typing: number;
}

/** Bytes of a script, minified. */
export interface ScriptBytes {
  readonly minified: number;
  readonly gzip: number;
}

/** What a visitor's browser went through while they typed and an agent wrote. */
export interface Typing {
  /** Milliseconds of each task of 50 or longer on the page's main thread. */
  readonly longTasks: readonly number[];
  /** Milliseconds from the slowest key to the frame that shows it, in steps of 8; 16 stands for less too. */
  readonly slowestKey: number;
}

export const scriptNames = ['core', 'all', 'element', 'chatjs'] as const;
export type ScriptName = (typeof scriptNames)[number];

export const pageNames = ['core', 'element', 'chatjs'] as const;
export type PageName = (typeof pageNames)[number];

export const networkNames = ['loopback', 'phone'] as const;
export type NetworkName = (typeof networkNames)[number];

/** A page with a text field alone, and `<connect-chat>` with so many messages in view. */
export const typingNames = ['bare', 'few', 'many'] as const;
export type TypingName = (typeof typingNames)[number];

export const messagesInView: Readonly<Record<TypingName, number>> = { bare: 0, few: 10, many: 1_000 };

/** The characters that a visitor types, and the messages that an agent sends meanwhile. */
export const typed = 'My order has not arrived, and I would like to know where it is';
export const received = 20;

/** Times slower than the machine. */
export const slowDown = 4;

/** A phone on a slow network: what Lighthouse assumes of one. Milliseconds, and bits a second. */
export const phoneNetwork = { latency: 150, down: 1_638_400, up: 750_000 } as const;
