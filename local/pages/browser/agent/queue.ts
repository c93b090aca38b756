/** The queue as the agent API tells it. */
export interface Queue {
  readonly Agents: number;
  readonly AgentsAvailable: number;
  /** The first in line first. */
  readonly Waiting: readonly { readonly ContactId: string; readonly Position: number }[];
}
