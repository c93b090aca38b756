import type { LedgerRecord } from '../../../lambdas/core/ledger.ts';
import type { LedgerStore } from '../../../lambdas/core/ports.ts';
import { asOwnerNonce } from '../../support/tokens.ts';
import type { Mutation } from './play.ts';

/** Operations that make a bearer. */
const salted = ['StartChat', 'CreateGuest'] as const;

/** Wrong versions of the protocol, each a mistake that somebody could make. The property must catch every one. */
export const mutants: Readonly<Record<string, Mutation>> = {
  'an attempt, but for the first, with a ClientToken of its own': {
    upstream(right, random) {
      const sent = new Set<unknown>();
      return {
        async send(command, input, timeout) {
          if (!('ClientToken' in input)) return await right.send(command, input, timeout);
          const again = sent.has(input.ClientToken);
          sent.add(input.ClientToken);
          return await right.send(
            command,
            again ? { ...input, ClientToken: `fresh-${random()}` } : input,
            timeout,
          );
        },
      };
    },
  },
  'a ClientToken made up for every call': {
    upstream: (right, random) => ({
      send: (command, input, timeout) =>
        right.send(
          command,
          'ClientToken' in input ? { ...input, ClientToken: `fresh-${random()}` } : input,
          timeout,
        ),
    }),
  },
  'a takeover with a salt of its own': {
    operations: salted,
    weather: { lostWrite: 0.2, refused: 0 },
    ledger: (right, random) =>
      finding(right, (record) =>
        record.salt && record.state === 'PENDING'
          ? { ...record, salt: new Uint8Array(32).fill(Math.floor(random() * 256)) }
          : record,
      ),
  },
  'a takeover that does not look at the lease': {
    ledger: (right) => finding(right, (record) => ({ ...record, lease: 0 })),
  },
  'a takeover on the condition of nothing': {
    ledger: (right) => ({
      ...right,
      takeOver: (_read, taken) => {
        right.write(taken.key, taken);
        return Promise.resolve(undefined);
      },
    }),
  },
  'a replay that does not look at the fingerprint': {
    ledger: (right) => finding(right, (record, mine) => ({ ...record, fingerprint: mine.fingerprint })),
  },
  'a claim that overwrites whatever stands': {
    ledger: (right) => ({
      ...right,
      claim: (record) => {
        right.write(record.key, record);
        return Promise.resolve(undefined);
      },
    }),
  },
  'a completion on the condition of nothing': {
    ledger: (right) => ({
      ...right,
      complete: (record, done) => {
        right.write(record.key, { ...(right.row(record.key) ?? record), state: 'DONE', ...done });
        return Promise.resolve(undefined);
      },
    }),
  },
  'a completion that answers its own bearer, not the stored one': {
    operations: salted,
    ledger: (right, random) => ({
      ...finding(right, (record) =>
        record.salt ? { ...record, salt: new Uint8Array(32).fill(Math.floor(random() * 256)) } : record,
      ),
      complete: async (record, done, trace) => {
        await right.complete(record, done, trace);
        return undefined;
      },
    }),
  },
  'a refusal stored by one who was taken over': {
    operations: ['SendMessage', 'CompleteAttachmentUpload'],
    weather: { stall: 0.15, refused: 0.4, ambiguous: 0.4, crash: 0 },
    ledger: (right) => ({
      ...right,
      complete: (record, done, trace) =>
        right.complete({ ...record, owner: right.row(record.key)?.owner ?? asOwnerNonce('') }, done, trace),
    }),
  },
  'a failure that deletes the record': {
    ledger: (right) => ({
      ...right,
      release: ({ key, owner }) => {
        if (right.row(key)?.owner === owner) right.write(key, undefined);
        return Promise.resolve();
      },
    }),
  },
  'a withdrawal that deletes a record taken over': {
    ledger: (right) => ({
      ...right,
      release: ({ key, owner }, ambiguous, trace) => {
        if (ambiguous > 0) return right.release({ key, owner } as LedgerRecord, ambiguous, trace);
        if (right.row(key)?.owner === owner) right.write(key, undefined);
        return Promise.resolve();
      },
    }),
  },
  'a crash that counts as nothing sent': {
    weather: { crash: 0.1, refused: 0.4 },
    ledger: (right) =>
      finding(right, (record) => ({ ...record, ambiguous: record.lease > 0 ? -1 : record.ambiguous })),
  },
  'a release that forgets the ambiguous attempt': {
    ledger: (right) => ({
      ...right,
      release: (record, _ambiguous, trace) => right.release(record, 0, trace),
    }),
  },
  'a session written over the one that stands': {
    operations: salted,
    weather: { stall: 0.15, refused: 0, ambiguous: 0.1 },
    revokedAt: 20_000,
    sessions: (right) => ({
      ...right,
      create: (session) => {
        right.write(session.id, session);
        return Promise.resolve(true);
      },
    }),
  },
  'no ledger at all': {
    ledger: (right) => ({
      ...right,
      claim: () => Promise.resolve(undefined),
      complete: () => Promise.resolve(undefined),
      release: () => Promise.resolve(),
    }),
  },
};

/** What stands in the way of a claim, seen wrongly. */
function finding(
  right: LedgerStore,
  see: (standing: LedgerRecord, mine: LedgerRecord) => LedgerRecord,
): LedgerStore {
  return {
    ...right,
    claim: async (record, now, trace) => {
      const standing = await right.claim(record, now, trace);
      return standing && see(standing, record);
    },
  };
}
