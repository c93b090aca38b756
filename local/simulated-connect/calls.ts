import type { OperationName } from './operation-names.ts';

/** One call the simulator received. */
export interface Call {
  readonly operation: OperationName;
  /** When it arrived, in ms since 1970 by the simulator's clock. */
  readonly at: number;
  readonly requestId: string;
  readonly clientToken?: string;
  /** X-Amz-Bearer as received. */
  readonly bearer?: string;
  /** The body as parsed; undefined when there was none or it was not JSON. */
  readonly body: unknown;
  /** The HTTP status answered; undefined while, or when for ever, unanswered. */
  readonly status?: number;
  readonly errorType?: string;
  /** Whether the effect happened by this very call. */
  readonly applied: boolean;
  /** Whether the answer was that of an earlier call with the same ClientToken. */
  readonly deduplicated: boolean;
  readonly contactId?: string;
}

export type OpenCall = { -readonly [Key in keyof Call]: Call[Key] };

/** The newest calls that the journal keeps. */
export const callsKept = 10_000;

/** The calls in the order in which they arrived. */
export interface Journal {
  readonly calls: readonly Call[];
  record(call: OpenCall): void;
}

export function createJournal(): Journal {
  const calls: OpenCall[] = [];
  return {
    calls,
    record(call) {
      calls.push(call);
      if (calls.length > callsKept) calls.shift();
    },
  };
}
