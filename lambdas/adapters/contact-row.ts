import { contactKey } from '../core/row-keys.ts';
import { sessionRetention, type Session } from '../core/session.ts';
import type { Trace } from '../core/trace.ts';
import { seconds, type DynamoDb } from './dynamodb.ts';

/**
 * Leads from a contact to one of its sessions. Returns whether it does, by this or by an earlier call: false where the
 * contact has been erased.
 */
export async function addToContact(
  db: DynamoDb,
  { id, contactId, expires }: Pick<Session, 'id' | 'contactId' | 'expires'>,
  trace: Trace,
): Promise<boolean> {
  const standing = await db.update(
    contactKey(contactId),
    'SET #ttl = :ttl ADD #sessions :session',
    {
      expression:
        'attribute_not_exists(#erased) AND (attribute_not_exists(#sessions) OR NOT contains(#sessions, :id))',
      values: {
        ':ttl': seconds(expires + sessionRetention),
        ':session': { SS: [id] },
        ':id': { S: id },
      },
    },
    trace,
  );
  return !standing?.['erased'];
}
