import type { SimulatedEvent } from './agent-offers.ts';

/** Content types of messages, as SendMessage and the websocket name them. */
export const messageTypes = {
  text: 'text/plain',
  markdown: 'text/markdown',
  json: 'application/json',
  interactive: 'application/vnd.amazonaws.connect.message.interactive',
  interactiveResponse: 'application/vnd.amazonaws.connect.message.interactive.response',
} as const;

const event = 'application/vnd.amazonaws.connect.event';

/** Content types of events, as SendEvent and the websocket name them. */
export const eventTypes = {
  typing: `${event}.typing`,
  delivered: `${event}.message.delivered`,
  read: `${event}.message.read`,
  acknowledged: `${event}.connection.acknowledged`,
  metadata: `${event}.message.metadata`,
  joined: `${event}.participant.joined`,
  left: `${event}.participant.left`,
  ended: `${event}.chat.ended`,
  rehydrated: `${event}.chat.rehydrated`,
  authenticationInitiated: `${event}.authentication.initiated`,
  authenticationCancelled: `${event}.authentication.cancelled`,
} as const;

/** The content type of an event that Connect sends of itself. */
export function eventTypeOf(name: SimulatedEvent): string {
  return `${event}.${name}`;
}
