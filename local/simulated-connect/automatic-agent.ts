import { agentPicture, agentTexts } from './agent-texts.ts';
import type { Agent } from './agent.ts';
import { messageTypes } from './content-types.ts';
import type { Contact, Contacts, Item } from './contacts.ts';
import type { Timers } from './timers.ts';
import { chosenAction } from './views.ts';

export interface AutomaticAgentDelays {
  /** Milliseconds from the customer's connecting to the agent's joining. */
  readonly joinDelayMs: number;
  /** From a message of the customer to its answer, in ms. */
  readonly replyDelayMs: number;
}

/** Serves every contact whose `automatic` is true: joins, greets, confirms and answers. */
export function runAutomaticAgent(
  contacts: Contacts,
  agent: Agent,
  timers: Timers,
  { joinDelayMs, replyDelayMs }: AutomaticAgentDelays,
): void {
  // A person may take the contact over, or it may end, while the agent is about to act.
  const later = (contact: Contact, ms: number, act: () => void): void => {
    timers.after(ms, () => {
      if (contact.automatic && contact.state !== 'ENDED') act();
    });
  };

  contacts.events.on('connected', (contact, participant) => {
    if (participant !== contact.customer) return;
    later(contact, joinDelayMs, () => {
      const early = contact.items.filter((item) => isFromCustomer(contact, item) && item.Type === 'MESSAGE');
      agent.say(contact, agentTexts.greeting);
      for (const { Id } of early) agent.acknowledge(contact, Id, 'read');
    });
  });

  contacts.events.on('item', (contact, item) => {
    if (item.Type !== 'MESSAGE' && item.Type !== 'ATTACHMENT') return;
    if (!isFromCustomer(contact, item) || contact.state !== 'ACTIVE') return;
    later(contact, 0, () => {
      agent.acknowledge(contact, item.Id, 'delivered');
      agent.type(contact);
    });
    later(contact, replyDelayMs, () => {
      agent.acknowledge(contact, item.Id, 'read');
      reply(contacts, agent, contact, item);
    });
  });
}

function reply(contacts: Contacts, agent: Agent, contact: Contact, item: Item): void {
  const text = item.Content ?? '';
  const attached = item.Attachments?.[0];
  if (attached !== undefined) {
    agent.say(contact, agentTexts.received(attached.AttachmentName));
  } else if (item.ContentType === messageTypes.interactiveResponse) {
    agent.say(contact, agentTexts.chose(chosenAction(text) ?? text));
  } else if (/\b(attachment|file)\b/i.test(text)) {
    agent.say(contact, agentTexts.attachment);
    agent.attach(contact, agentTexts.attachmentName, 'image/png', Buffer.from(agentPicture, 'base64'));
  } else if (/\bview\b/i.test(text)) {
    agent.showView(contact, 'choices');
  } else if (/\bsign in\b/i.test(text)) {
    agent.askToAuthenticate(contact);
  } else if (/\bbye\b/i.test(text)) {
    agent.say(contact, agentTexts.farewell);
    contacts.end(contact);
  } else {
    agent.say(contact, agentTexts.echo(text));
  }
}

function isFromCustomer(contact: Contact, item: Item): boolean {
  return item.ParticipantId === contact.customer.id;
}
