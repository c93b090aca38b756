import type { Call } from './api.ts';
import type { Edges } from './edges.ts';
import type { Pauses } from './pauses.ts';
import type { Problem } from './problem.ts';
import type { ChatEvent, State, Status } from './state.ts';
import type { Store } from './store.ts';

/** What the parts of a chat have in common, in the tab that leads. */
export interface Context {
  readonly edges: Edges;
  readonly store: Store;
  readonly call: Call;
  readonly state: () => State;
  /** Ends when this tab's part does. */
  readonly signal: AbortSignal;
  /** Ends when this tab's part does, or the chat. */
  readonly over: AbortSignal;
  readonly pause: Pauses['pause'];
  /** Waits after a failure: the more of them there were, the longer. */
  readonly wait: (failures: number, problem?: Problem) => Promise<void>;
  /** Something has happened: it is kept, shown, and told to the other tabs. */
  readonly dispatch: (event: ChatEvent) => void;
  /** How the chat stands, and what it waits for. */
  readonly show: (status: Status, problem?: Problem) => void;
  readonly isEnding: () => boolean;
  /** Whether this tab and the chat go on. */
  readonly goesOn: () => boolean;
  /** The chat is over. */
  readonly end: () => void;
}
