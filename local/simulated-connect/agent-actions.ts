import { createAgentEvents } from './agent-events.ts';
import { BadInput, flag, oneOf, text } from './agent-input.ts';
import { interactiveTemplates, simulatedEvents, simulatedViews } from './agent-offers.ts';
import { agentTexts } from './agent-texts.ts';
import type { Agent } from './agent.ts';
import { attachmentProblem, attachmentsPerChat } from './attachment-rules.ts';
import type { Authentications } from './authentication.ts';
import type { Contact, Contacts } from './contacts.ts';
import { messageTypes } from './content-types.ts';

const maxAttachmentBytes = 1024 * 1024;
/** Base64 takes four characters for three bytes; the rest of the JSON is small. */
export const maxBodyBytes = 1.5 * 1024 * 1024;

export interface AgentActionsParts {
  readonly contacts: Contacts;
  readonly agent: Agent;
  readonly authentications: Authentications;
}

/** Does something in a contact, as told by a request's body; throws BadInput when the body makes no sense. */
export type AgentAction = (contact: Contact, body: unknown) => void;

/** What the console can do in a contact, by name. */
export function createAgentActions({
  contacts,
  agent,
  authentications,
}: AgentActionsParts): Readonly<Record<string, AgentAction>> {
  const sendEvent = createAgentEvents(contacts, agent, authentications);

  /** Whoever acts as the agent has taken over from the automatic one. */
  function takeOver(contact: Contact): Contact {
    if (contact.automatic) contacts.setAutomatic(contact, false);
    return contact;
  }

  return {
    join: (contact) => void agent.join(takeOver(contact)),
    automatic(contact, body) {
      const automatic = flag(body, 'Automatic');
      contacts.setAutomatic(contact, automatic);
      if (automatic) agent.join(contact);
    },
    message(contact, body) {
      const contentType = oneOf(Object.values(messageTypes), body, 'ContentType', messageTypes.text);
      const content = text(body, 'Content');
      if (oneOf(['AGENT', 'SYSTEM'], body, 'From', 'AGENT') === 'SYSTEM') {
        agent.announce(contact, content, contentType);
      } else {
        agent.say(takeOver(contact), content, contentType);
      }
    },
    typing: (contact) => agent.type(takeOver(contact)),
    read: (contact, body) => agent.acknowledge(contact, text(body, 'MessageId'), 'read'),
    attachment(contact, body) {
      const contentType = text(body, 'ContentType');
      const name = text(body, 'AttachmentName', agentTexts.attachmentName);
      const bytes = Buffer.from(text(body, 'Base64', undefined, maxBodyBytes), 'base64');
      const problem = attachmentProblem(name, contentType, bytes.length);
      if (problem !== undefined) throw new BadInput(problem);
      if (bytes.length === 0 || bytes.length > maxAttachmentBytes) {
        throw new BadInput('An attachment has 1 byte to 1 MB');
      }
      if (contact.attachments.size >= attachmentsPerChat) {
        throw new BadInput(`A chat takes ${attachmentsPerChat} attachments`);
      }
      agent.attach(takeOver(contact), name, contentType, bytes);
    },
    view(contact, body) {
      const view = oneOf(simulatedViews, body, 'View', 'choices');
      agent.showView(takeOver(contact), view);
    },
    interactive(contact, body) {
      const template = oneOf(interactiveTemplates, body, 'Template');
      agent.offer(takeOver(contact), template);
    },
    'sign-in': (contact) => void agent.askToAuthenticate(takeOver(contact)),
    event(contact, body) {
      const event = oneOf(simulatedEvents, body, 'Event');
      const role = oneOf(['CUSTOMER', 'AGENT'], body, 'ParticipantRole', 'CUSTOMER');
      const displayName = text(body, 'DisplayName', agentTexts.signedIn(contact.customer.displayName), 256);
      sendEvent(contact, event, { role, displayName });
    },
    end: (contact) => contacts.end(contact),
  };
}
