import type { Contact } from './contacts.ts';

/**
 * An event as Connect sends it to EventBridge, as far as functions read it.
 * https://docs.aws.amazon.com/connect/latest/adminguide/contact-events.html
 */
export function contactEvent(contact: Contact, eventType: string, contactId: string): object {
  return {
    source: 'aws.connect',
    'detail-type': 'Amazon Connect Contact Event',
    detail: {
      eventType,
      contactId,
      initialContactId: contact.id,
      channel: contact.channel,
      instanceArn: `arn:aws:connect:us-east-1:123456789012:instance/${contact.instanceId}`,
    },
  };
}
