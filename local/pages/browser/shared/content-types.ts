import { attachmentTypes } from '../../../../lambdas/operations/attachment-types.ts';

const event = 'application/vnd.amazonaws.connect.event';
const message = 'application/vnd.amazonaws.connect.message';

/** The content types of a chat's items that a page treats differently from one another. */
export const contentTypes = {
  text: 'text/plain',
  markdown: 'text/markdown',
  interactive: `${message}.interactive`,
  interactiveResponse: `${message}.interactive.response`,
  typing: `${event}.typing`,
  delivered: `${event}.message.delivered`,
  read: `${event}.message.read`,
  joined: `${event}.participant.joined`,
  left: `${event}.participant.left`,
  ended: `${event}.chat.ended`,
  rehydrated: `${event}.chat.rehydrated`,
  authenticationInitiated: `${event}.authentication.initiated`,
  authenticationCancelled: `${event}.authentication.cancelled`,
} as const;

/** What the API takes as an attachment when nothing else is configured, for the file picker; it has the last word. */
export const attachable = attachmentTypes
  .flatMap(({ extensions }) => extensions.map((extension) => `.${extension}`))
  .join(',');
