import { sessionRetention, type Session } from '../core/session.ts';
import type { SessionStarts, StartingChat } from '../core/ports.ts';
import { table } from '../table.ts';
import { addToContact } from './contact-row.ts';
import { number, seconds, type Condition, type DynamoDb, type Item } from './dynamodb.ts';
import { isSame, rowKey } from './session-store.ts';

/** How the sessions' rows come to be: apart from the rest, as one function alone makes them. */
export function sessionStarts(db: DynamoDb): SessionStarts {
  /** By the table's clock. */
  const inTableTime = <S extends Timed>(session: S): S => {
    const { created, expires, due } = session;
    const ahead = db.ahead();
    return {
      ...session,
      created: created - ahead,
      expires: expires - ahead,
      ...(due !== undefined && { due: due - ahead }),
    };
  };
  return {
    async begin(start, trace) {
      const begun = inTableTime(start);
      const { id, expires, due } = begun;
      const standing = await db.put(startingItem(begun), unlessThereIsAny, trace);
      if (!standing?.['starting']) return standing === undefined;
      // An earlier attempt's row keeps the contact that was found for it.
      const failed = await db.update(
        rowKey(id),
        'SET #expires = :expires, #due = :due, #ttl = :ttl',
        {
          expression: 'attribute_exists(#starting)',
          values: {
            ':expires': number(expires),
            ':due': seconds(due),
            ':ttl': seconds(expires + sessionRetention),
          },
        },
        trace,
      );
      return failed === undefined;
    },

    async forgo(id, trace) {
      await db.remove(rowKey(id), { expression: 'attribute_exists(#starting)', values: {} }, trace);
    },

    async create(session, trace) {
      // First, so that no session is one that its contact does not lead to.
      if (!(await addToContact(db, session, trace))) return 'erased';
      const standing = await db.put(toItem(inTableTime(session)), unlessThereIsOne, trace);
      // A proof has random bytes of its own: a row that has this one was written by an attempt whose answer was lost.
      return standing === undefined || isSame(standing['proof']?.B, session.proof);
    },
  };
}

const unlessThereIsAny: Condition = { expression: 'attribute_not_exists(#pk)', values: {} };

/** Neither a session nor its end: at most what was written before Connect was asked. */
const unlessThereIsOne: Condition = {
  expression: 'attribute_not_exists(#pk) OR attribute_exists(#starting)',
  values: {},
};

type Timed = Pick<Session, 'created' | 'expires' | 'due'>;

function startingItem({ id, instanceId, created, expires, due }: StartingChat): Item {
  return {
    [table.partitionKey]: { S: rowKey(id) },
    [table.timeToLive]: seconds(expires + sessionRetention),
    instanceId: { S: instanceId },
    starting: { BOOL: true },
    created: number(created),
    expires: number(expires),
    due: seconds(due),
  };
}

function toItem(session: Session): Item {
  return {
    [table.partitionKey]: { S: rowKey(session.id) },
    [table.timeToLive]: seconds(session.expires + sessionRetention),
    contactId: { S: session.contactId },
    participantId: { S: session.participantId },
    instanceId: { S: session.instanceId },
    ...(session.origin !== undefined && { origin: { S: session.origin } }),
    ...(session.continuedFrom !== undefined && { continuedFrom: { S: session.continuedFrom } }),
    ...(session.host !== undefined && { host: { S: session.host } }),
    ...(session.record !== undefined && { record: { S: session.record } }),
    ...(session.place && { place: { BOOL: true } }),
    ...(session.due !== undefined && { due: seconds(session.due) }),
    created: number(session.created),
    expires: number(session.expires),
    version: number(session.connection?.version ?? 0),
    ...(session.participantToken && { participantToken: { B: session.participantToken } }),
    ...(session.proof && { proof: { B: session.proof } }),
  };
}
