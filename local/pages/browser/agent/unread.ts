import type { Contact } from './contact.ts';

/** What the customer has said and nobody has read. Of a contact that the automatic agent serves, it reads everything. */
export function unread({ State, Automatic, Items }: Contact): readonly string[] {
  if (State === 'ENDED' || Automatic) return [];
  return Items.filter(
    ({ Type, ParticipantRole, MessageMetadata }) =>
      Type !== 'EVENT' &&
      ParticipantRole === 'CUSTOMER' &&
      MessageMetadata?.Receipts.some(({ ReadTimestamp }) => ReadTimestamp !== undefined) !== true,
  ).map(({ Id }) => Id);
}
