import type { Contact, Contacts, Segment } from './contacts.ts';
import { ServiceError } from './service-error.ts';

/** A contact that exists, and its part of the chat. */
export function segmentOf(
  contacts: Contacts,
  instanceId: string | undefined,
  contactId: string,
): NonNullable<ReturnType<Contacts['segment']>> {
  const found = contacts.segment(contactId);
  if (found?.contact.instanceId !== instanceId || found === undefined) {
    throw new ServiceError('ResourceNotFoundException', 'The contact does not exist');
  }
  return found;
}

/** What Connect tells of a contact. On the wire its timestamps are seconds, whatever the SDK types them as. */
export function summary(contact: Contact, segment: Segment) {
  const before = contact.segments[contact.segments.indexOf(segment) - 1];
  return {
    Id: segment.id,
    InitialContactId: contact.id,
    ...(before && { PreviousContactId: before.id }),
    Channel: contact.channel,
    InitiationMethod: before ? ('TRANSFER' as const) : ('API' as const),
    InitiationTimestamp: inSeconds(segment.began),
    ...(segment.ended !== undefined && { DisconnectTimestamp: inSeconds(segment.ended) }),
  };
}

function inSeconds(milliseconds: number): Date {
  return (milliseconds / 1_000) as unknown as Date;
}
