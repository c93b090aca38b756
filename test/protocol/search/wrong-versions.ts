import { mutants } from '../ledger/mutants.ts';
import type { ScenarioName } from './scenarios.ts';
import type { WrongWorld } from './world.ts';

/** Wrong versions, each a mistake that somebody could make, and the scenario in which it has to show. */
export interface WrongVersion {
  readonly scenario: ScenarioName;
  readonly misfortunes: number;
  readonly wrong: WrongWorld;
}

function ofTheLedger(name: keyof typeof mutants, scenario: ScenarioName, misfortunes: number): WrongVersion {
  const wrong = mutants[name];
  if (!wrong) throw new Error(`no wrong version ${name}`);
  return { scenario, misfortunes, wrong };
}

const shown: Readonly<Record<string, readonly [ScenarioName, number]>> = {
  'a ClientToken made up for every call': ['two of a message', 1],
  'a takeover with a salt of its own': ['two of a start', 2],
  'a takeover that does not look at the lease': ['two of an upload', 1],
  'a takeover on the condition of nothing': ['two of a message', 2],
  'a replay that does not look at the fingerprint': ['two of a message, and one with another body', 0],
  'a claim that overwrites whatever stands': ['two of a message', 1],
  'a completion on the condition of nothing': ['two of a message', 2],
  'a completion that answers its own bearer, not the stored one': ['two of a start', 2],
  'a refusal stored by one who was taken over': ['two of a message', 3],
  'a failure that deletes the record': ['two of a start', 1],
  'a withdrawal that deletes a record taken over': ['two of a message', 2],
  'a crash that counts as nothing sent': ['two of a message', 2],
  'a release that forgets the ambiguous attempt': ['two of a message, with one attempt each', 2],
  'a session written over the one that stands': ['two of a start, whose session is revoked', 1],
  'no ledger at all': ['two of a message', 1],
};

export const wrongVersions: Readonly<Record<string, WrongVersion>> = {
  ...Object.fromEntries(
    Object.entries(shown).map(([name, [scenario, misfortunes]]) => [
      name,
      ofTheLedger(name, scenario, misfortunes),
    ]),
  ),
  'a lease to connect that is taken whoever has it': {
    scenario: 'two of a connection',
    misfortunes: 0,
    wrong: {
      sessions: (right) => ({
        ...right,
        lease: (id, { owner, lease }) => {
          const row = right.row(id);
          if (row) right.write(id, { ...row, connecting: { owner, lease } });
          return Promise.resolve(true);
        },
      }),
    },
  },
  'a lease to connect that nobody writes': {
    scenario: 'two of a connection',
    misfortunes: 0,
    wrong: { sessions: (right) => ({ ...right, lease: () => Promise.resolve(true) }) },
  },
  'a connection kept for a session that has ended': {
    scenario: 'two of a connection while the session is revoked',
    misfortunes: 0,
    wrong: {
      sessions: (right) => ({
        ...right,
        connect: (id, { version, token }) => {
          const row = right.row(id);
          const connection = { ...row?.connection, version, expires: Infinity, ...(token && { token }) };
          if (row) right.write(id, { ...row, connection });
          return Promise.resolve('stored');
        },
      }),
    },
  },
  'a connection stored by one who has lost the lease': {
    scenario: 'two of a connection',
    misfortunes: 1,
    wrong: {
      sessions: (right) => ({
        ...right,
        connect: (id, { version, token, expires = 0 }) => {
          const row = right.row(id);
          if (!row || row.ended !== false) return Promise.resolve('ended');
          const { connecting: _, ...rest } = row;
          right.write(id, {
            ...rest,
            connection: { ...row.connection, version, expires, ...(token && { token }) },
          });
          return Promise.resolve('stored');
        },
      }),
    },
  },
  'an end that keeps the tokens': {
    scenario: 'a message and a connection while the chat ends',
    misfortunes: 0,
    wrong: {
      sessions: (right) => ({
        ...right,
        end: (id) => {
          const row = right.row(id);
          if (row?.ended === false) right.write(id, { ...row, ended: 'over' });
          return Promise.resolve(row?.ended === false);
        },
      }),
    },
  },
  'a lease to connect that anybody ends': {
    scenario: 'connect and connect',
    misfortunes: 2,
    wrong: {
      sessions: (right) => ({
        ...right,
        unlease: (id) => {
          const { connecting: _, ...row } = right.row(id) ?? {};
          if ('id' in row) right.write(id, row);
          return Promise.resolve();
        },
      }),
    },
  },
  'a connection that is told and not stored': {
    scenario: 'connect and leave',
    misfortunes: 0,
    wrong: { sessions: (right) => ({ ...right, connect: () => Promise.resolve('stored') }) },
  },
  'a connection of a page that stays away': {
    scenario: 'connect and leave',
    misfortunes: 0,
    wrong: {
      sessions: (right) => ({
        ...right,
        connect: async (id, connection, trace) => {
          const { left } = right.row(id) ?? {};
          const kept = await right.connect(id, connection, trace);
          const row = right.row(id);
          if (row && left !== undefined) right.write(id, { ...row, left });
          return kept;
        },
      }),
    },
  },
  'a leave that nobody looks at': {
    scenario: 'renew and leave',
    misfortunes: 1,
    wrong: {
      sessions: (right) => ({
        ...right,
        leave: (id, left, _due, trace) => right.leave(id, left, Infinity, trace),
      }),
    },
  },
  'an end that counts whoever has ended it': {
    scenario: 'revoke and end',
    misfortunes: 0,
    wrong: {
      sessions: (right) => ({ ...right, end: async (...given) => (await right.end(...given), true) }),
    },
  },
  'a place taken without looking how many there are': {
    scenario: 'two starts for the last place',
    misfortunes: 0,
    wrong: {
      openChats: (right) => ({ ...right, opened: (id, _most, trace) => right.opened(id, Infinity, trace) }),
    },
  },
  'a place that is never given back': {
    scenario: 'two starts for the last place',
    misfortunes: 1,
    wrong: { openChats: (right) => ({ ...right, closed: () => Promise.resolve() }) },
  },
  'a chat that is closed however it has changed': {
    scenario: 'a sweep and a first connection',
    misfortunes: 0,
    wrong: {
      chats: (right, rows) => ({
        ...right,
        close: (read, ...given) => right.close({ ...read, due: rows.row(read.id)?.due ?? 0 }, ...given),
      }),
    },
  },
  'a start that is closed however it was found': {
    scenario: 'an event and a sweep of a start that was cut off',
    misfortunes: 0,
    wrong: {
      chats: (right, rows) => ({
        ...right,
        close: (read, ...given) =>
          right.close({ ...read, contactId: rows.row(read.id)?.contactId ?? '' }, ...given),
      }),
    },
  },
  'a chat that is closed and settled at once': {
    scenario: 'a sweep and a leave',
    misfortunes: 1,
    wrong: {
      chats: (right, rows) => ({
        ...right,
        close: async (read, ...given) => {
          const closed = await right.close(read, ...given);
          const { due: _, ...row } = rows.row(read.id) ?? {};
          if (closed && 'id' in row) rows.write(read.id, row);
          return closed;
        },
      }),
    },
  },
  'a contact that is not stopped': {
    scenario: 'two sweeps',
    misfortunes: 0,
    wrong: { contacts: (right) => ({ ...right, stop: () => Promise.resolve(true) }) },
  },
  'a chat that is over as soon as an event says so': {
    scenario: 'an event and a sweep',
    misfortunes: 0,
    wrong: { contacts: (right) => ({ ...right, chat: () => Promise.resolve({ open: [], ended: 0 }) }) },
  },
  'a contact that is found and not noted': {
    scenario: 'an event and a sweep of a start that was cut off',
    misfortunes: 0,
    wrong: { chats: (right) => ({ ...right, found: () => Promise.resolve(true) }) },
  },
  'a chat that is settled while it goes on': {
    scenario: 'a sweep and a leave',
    misfortunes: 0,
    wrong: {
      chats: (right, rows) => ({
        ...right,
        close: () => Promise.resolve(true),
        settle: ({ id }) => {
          const { due: _, ...row } = rows.row(id) ?? {};
          if ('id' in row) rows.write(id, row);
          return Promise.resolve();
        },
      }),
    },
  },
};
