import type { Ports } from '../../../lambdas/core/ports.ts';
import type { Bearer } from '../../../lambdas/core/tokens.ts';
import type { Trace } from '../../../lambdas/core/trace.ts';
import type { UpstreamFailure } from '../../../lambdas/core/upstream-failure.ts';
import type { Operation } from '../../../lambdas/operations/operation.ts';
import type { ContactEvent } from '../../../lambdas/reaper/contact-event.ts';

/** What a process of the search is asked, what it asks of its ports, and how far it has come. */

/** What one request is: its processes differ in nothing but their random bytes. */
export interface AskedRequest {
  readonly reaper?: never;
  readonly operation: Operation;
  readonly input: Readonly<Record<string, unknown>>;
  readonly clientToken: string | undefined;
  readonly bearer: Bearer | undefined;
  /** The id of the bearer's session. */
  readonly session: string | undefined;
  /** Whether its process has read the session before, and so reads it beside the claim. */
  readonly warm: boolean;
  readonly settings?: Ports['settings'];
}

/** What the function that ends chats is woken by: the schedule, or a contact's event. */
export interface Woken {
  readonly reaper: 'sweep' | ContactEvent;
  readonly operation?: never;
  readonly session?: never;
  readonly bearer?: never;
  readonly settings?: never;
}

export type Asked = AskedRequest | Woken;

export type PortName = 'ledger' | 'sessions' | 'openChats' | 'upstream' | 'sleep' | 'chats' | 'contacts';

/** One await of a port. */
export interface Call {
  readonly index: number;
  readonly port: PortName;
  readonly method: string;
  readonly given: readonly unknown[];
  /** Epoch milliseconds at which it began. */
  readonly issued: number;
}

export type Reply =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'failure'; readonly failure: UpstreamFailure };

export interface Answered {
  readonly call: number;
  readonly at: number;
  readonly reply: Reply;
}

export interface Result {
  readonly status: number;
  readonly body: unknown;
  readonly ledger: Trace['ledger'];
  /** Of what is no answer but a mistake in the code. */
  readonly defect?: string;
}

/** A process as far as it has come. */
export interface Local {
  readonly id: number;
  readonly began: number;
  readonly history: readonly Answered[];
  readonly calls: readonly Call[];
  /** Of the calls, what is not answered. */
  readonly pending: readonly Call[];
  readonly result: Result | undefined;
  /** Whether an answer came later than the clock stood when it was asked for. */
  readonly heldUp: boolean;
}

/** How a port asks the search for its answer. */
export type Asking = <T>(port: PortName, method: string, given: readonly unknown[]) => Promise<T>;
