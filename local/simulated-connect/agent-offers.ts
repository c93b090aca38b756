/** What an agent can send besides words and files; the console has a button for each. Plain data, for it too. */

/**
 * Connect's templates of interactive messages.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/interactive-messages.html
 */
export const interactiveTemplates = ['ListPicker', 'TimePicker', 'Panel', 'QuickReply', 'Carousel'] as const;

/** The simulated views: two buttons; every kind of field; the same after a mistake was found in it. */
export const simulatedViews = ['choices', 'fields', 'fields-with-error'] as const;

/** Events that Connect sends of itself, by the end of their content types. */
export const simulatedEvents = [
  'transfer.succeeded',
  'transfer.failed',
  'participant.invited',
  'participant.idle',
  'participant.returned',
  'participant.autodisconnection',
  'participant.displayname.updated',
  'authentication.succeeded',
  'authentication.failed',
  'authentication.timeout',
  'authentication.expired',
] as const;

export type InteractiveTemplate = (typeof interactiveTemplates)[number];
export type SimulatedView = (typeof simulatedViews)[number];
export type SimulatedEvent = (typeof simulatedEvents)[number];
