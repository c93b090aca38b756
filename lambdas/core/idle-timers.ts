/**
 * How long, in minutes, a person in a chat may say nothing: until Connect tells the others that they are idle, and until
 * it disconnects the agents. They run while an agent is in the chat.
 * https://docs.aws.amazon.com/connect/latest/adminguide/setup-chat-timeouts.html
 */
export interface IdleTimers {
  /** Until the agent is told that the visitor is idle. 2 to 480. */
  readonly customerIdle?: number;
  /** Until the agents are disconnected, as the visitor is idle. 2 to 480. */
  readonly customerDisconnect?: number;
  /** Until the visitor’s page is told that the agent is idle. 2 to 480. */
  readonly agentIdle?: number;
  /** Until the agents are disconnected, as they are idle. 2 to 480. */
  readonly agentDisconnect?: number;
}
