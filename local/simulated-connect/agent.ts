import type { InteractiveTemplate, SimulatedView } from './agent-offers.ts';
import { agentTexts } from './agent-texts.ts';
import type { Attachments } from './attachments.ts';
import type { Authentications } from './authentication.ts';
import { eventTypes, messageTypes } from './content-types.ts';
import { newParticipant } from './contacts.ts';
import type { Contact, Contacts, Item, Participant } from './contacts.ts';
import { interactiveMessage } from './interactive-templates.ts';
import type { Scanner } from './scanner.ts';
import { newViewToken, viewMessage } from './views.ts';

/** What an agent can do in a contact, a person at the console as well as the automatic agent. All but join join first. */
export interface Agent {
  join(contact: Contact): Participant;
  say(contact: Contact, content: string, contentType?: string): Item;
  type(contact: Contact): void;
  /** Confirms that a message of the customer has arrived or has been read. */
  acknowledge(contact: Contact, messageId: string, kind: 'delivered' | 'read'): void;
  attach(contact: Contact, name: string, contentType: string, bytes: Buffer): Item;
  showView(contact: Contact, view: SimulatedView): Item;
  /** Sends an interactive message. */
  offer(contact: Contact, template: InteractiveTemplate): Item;
  /** Says something in the contact flow's name; for this nobody joins. */
  announce(contact: Contact, content: string, contentType: string): Item;
  /** Asks the customer to sign in, with a new SessionId of 36 characters. */
  askToAuthenticate(contact: Contact): Item;
}

export interface AgentParts {
  readonly now: () => number;
  /** Where the simulator listens: http://127.0.0.1:PORT. */
  readonly baseUrl: () => string;
  readonly contacts: Contacts;
  readonly attachments: Attachments;
  readonly scanner: Scanner;
  readonly authentications: Authentications;
}

export function createAgent({
  now,
  baseUrl,
  contacts,
  attachments,
  scanner,
  authentications,
}: AgentParts): Agent {
  const systems = new WeakMap<Contact, Participant>();

  function systemOf(contact: Contact): Participant {
    const system = systems.get(contact) ?? newParticipant('SYSTEM', agentTexts.systemName);
    systems.set(contact, system);
    return system;
  }

  function join(contact: Contact): Participant {
    const agent =
      contact.participants.find(({ role, left }) => role === 'AGENT' && !left) ??
      contacts.addParticipant(contact, 'AGENT', agentTexts.name);
    contacts.connect(contact, agent);
    return agent;
  }

  function say(contact: Contact, content: string, contentType: string = messageTypes.text): Item {
    return contacts.post(
      contact,
      { Type: 'MESSAGE', ContentType: contentType, Content: content },
      join(contact),
    );
  }

  return {
    join,
    say,
    type(contact) {
      contacts.signal(contact, { Type: 'EVENT', ContentType: eventTypes.typing }, join(contact));
    },
    acknowledge(contact, messageId, kind) {
      contacts.receipt(contact, messageId, kind, join(contact));
    },
    attach(contact, name, contentType, bytes) {
      const agent = join(contact);
      const { attachment } = attachments.start(contact, agent, { name, contentType, size: bytes.length });
      attachment.bytes = bytes;
      return scanner.take(contact, attachment, agent);
    },
    showView(contact, view) {
      const viewToken = newViewToken();
      contact.viewTokens.set(viewToken, view);
      const { ContentType, Content } = viewMessage(viewToken, view);
      return say(contact, Content, ContentType);
    },
    offer: (contact, template) =>
      say(contact, interactiveMessage(template, baseUrl(), now()), messageTypes.interactive),
    announce: (contact, Content, ContentType) =>
      contacts.post(contact, { Type: 'MESSAGE', ContentType, Content }, systemOf(contact)),
    askToAuthenticate(contact) {
      return contacts.post(
        contact,
        {
          Type: 'EVENT',
          ContentType: eventTypes.authenticationInitiated,
          Content: JSON.stringify({ SessionId: authentications.initiate(contact.id) }),
        },
        join(contact),
      );
    },
  };
}
