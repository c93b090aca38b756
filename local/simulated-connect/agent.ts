import { agentTexts } from './agent-texts.ts';
import type { Attachments } from './attachments.ts';
import type { Authentications } from './authentication.ts';
import { eventTypes, messageTypes } from './content-types.ts';
import type { Contact, Contacts, Item, Participant } from './contacts.ts';
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
  showView(contact: Contact): Item;
  /** Asks the customer to sign in, with a new SessionId of 36 characters. */
  askToAuthenticate(contact: Contact): Item;
}

export function createAgent(
  contacts: Contacts,
  attachments: Attachments,
  scanner: Scanner,
  authentications: Authentications,
): Agent {
  function join(contact: Contact): Participant {
    const agent =
      contact.participants.find(({ role }) => role === 'AGENT') ??
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
    showView(contact) {
      const viewToken = newViewToken();
      contact.viewTokens.add(viewToken);
      const { ContentType, Content } = viewMessage(viewToken, agentTexts.viewHeading);
      return say(contact, Content, ContentType);
    },
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
