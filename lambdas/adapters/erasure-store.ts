import { contactKey, placeKey, shareKeys } from '../core/row-keys.ts';
import type { Erasure } from '../core/ports.ts';
import { seconds, type DynamoDb } from './dynamodb.ts';
import { rowKey } from './session-store.ts';

/** The rows that are kept of a contact, found by its own row. */
export function erasureStore(db: DynamoDb): Erasure {
  return {
    async begin(contactId, expires, trace) {
      const result = await db.updated(
        contactKey(contactId),
        'SET #erased = :erased, #ttl = :ttl',
        {
          expression: 'attribute_not_exists(#erased) OR #erased = :erased',
          values: { ':erased': { BOOL: true }, ':ttl': seconds(expires) },
        },
        trace,
      );
      return 'updated' in result ? (result.updated['sessions']?.SS ?? []) : [];
    },

    async erase({ id, record }, trace) {
      const remove = async (key: string): Promise<number> =>
        Number(await db.remove(key, { expression: 'attribute_exists(#pk)', values: {} }, trace));
      const [queuePositions, ledgerRecords, ...shares] = await Promise.all([
        remove(placeKey(id)),
        record === undefined ? 0 : remove(`ledger#${record}`),
        ...shareKeys(id).map(remove),
      ]);
      // Last: until then it names the record.
      const sessions = await remove(rowKey(id));
      return {
        sessions,
        queuePositions,
        ledgerRecords,
        quotaShares: shares.reduce((all, one) => all + one, 0),
      };
    },
  };
}
