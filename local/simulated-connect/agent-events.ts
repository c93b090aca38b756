import { BadInput } from './agent-input.ts';
import type { SimulatedEvent } from './agent-offers.ts';
import type { Agent } from './agent.ts';
import type { Authentications } from './authentication.ts';
import { eventTypeOf } from './content-types.ts';
import type { Contact, Contacts, NewItem, Participant } from './contacts.ts';

/** Whose event it is, and the new name if it brings one. */
export interface EventDetails {
  readonly role: 'CUSTOMER' | 'AGENT';
  readonly displayName: string;
}

/** Sends an event that Connect sends by itself, with what follows from it. Throws BadInput if it makes no sense. */
export type SendEvent = (contact: Contact, event: SimulatedEvent, details: EventDetails) => void;

function newEvent(event: SimulatedEvent): NewItem {
  return { Type: 'EVENT', ContentType: eventTypeOf(event) };
}

/**
 * Transcripts keep transfers, invitations and signing in, as GetTranscript's page lists; the other events are delivered
 * and not kept.
 */
export function createAgentEvents(
  contacts: Contacts,
  agent: Agent,
  authentications: Authentications,
): SendEvent {
  const whoever = (contact: Contact, { role }: EventDetails): Participant =>
    role === 'CUSTOMER' ? contact.customer : agent.join(contact);

  return (contact, event, details) => {
    switch (event) {
      // It belongs to no participant.
      case 'transfer.succeeded':
        contacts.post(contact, newEvent(event));
        contacts.transfer(contact);
        return;
      case 'transfer.failed':
        contacts.post(contact, newEvent(event));
        return;
      case 'participant.invited':
        contacts.post(contact, newEvent(event), agent.join(contact));
        return;
      case 'participant.idle':
      case 'participant.returned':
        contacts.signal(contact, newEvent(event), whoever(contact, details));
        return;
      case 'participant.autodisconnection':
        contacts.signal(contact, newEvent(event), whoever(contact, details));
        for (const other of contact.participants) {
          if (other !== contact.customer && !other.left) contacts.leave(contact, other);
        }
        return;
      case 'participant.displayname.updated':
        contact.customer.displayName = details.displayName;
        contacts.signal(contact, newEvent(event), contact.customer);
        return;
      case 'authentication.succeeded':
      case 'authentication.failed':
      case 'authentication.timeout':
      case 'authentication.expired': {
        const sessionId = authentications.pending(contact.id);
        if (sessionId === undefined) throw new BadInput('Nobody has been asked to sign in');
        authentications.endProblem(contact.id, sessionId);
        contacts.post(contact, newEvent(event), contact.customer);
      }
    }
  };
}
