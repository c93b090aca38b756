/**
 * How long, in minutes, a person in a chat may say nothing: until Connect tells the others that they are idle, and until
 * it disconnects the agents. They run while an agent is in the chat.
 * https://docs.aws.amazon.com/connect/latest/adminguide/setup-chat-timeouts.html
 */
export interface IdleTimers {
  readonly customerIdle?: number;
  readonly customerDisconnect?: number;
  readonly agentIdle?: number;
  readonly agentDisconnect?: number;
}
