import { isDeepStrictEqual } from 'node:util';
import type { Attempt, History } from './play.ts';
import type { Plan } from './plan.ts';

/** What must hold of every play, whatever the weather. Each answers what is wrong, or undefined. */
export type Invariant = (plan: Pick<Plan, 'dedupes' | 'operation'>, history: History) => string | undefined;

export const invariants: Readonly<Record<string, Invariant>> = {
  'one ClientToken a key, and a key of its own for each': (_plan, { sends }) => {
    const byKey = groups(sends, ({ attempt }) => attempt.key);
    const tokens = [...byKey.values()].map((group) => new Set(group.map(({ clientToken }) => clientToken)));
    if (tokens.some(({ size }) => size > 1)) return 'two ClientTokens for one key';
    const all = tokens.flatMap((set) => [...set]);
    return new Set(all).size < all.length ? 'one ClientToken for two keys' : undefined;
  },

  'at most one effect a key, where Connect dedupes': ({ dedupes }, { sends, effects }) => {
    if (!dedupes) return undefined;
    const keyOf = new Map(sends.map(({ clientToken, attempt }) => [clientToken, attempt.key]));
    const byKey = groups(effects, ({ clientToken }) => keyOf.get(clientToken) ?? clientToken);
    return [...byKey.values()].some((group) => group.length > 1) ? 'two effects for one key' : undefined;
  },

  'every 200 of a key has the same answer, the bearer included': ({ dedupes }, history) => {
    if (!dedupes) return undefined;
    return everyGeneration(successes(history), (group) =>
      new Set(group.map(({ answer }) => answer)).size > 1 ? 'two answers for one key' : undefined,
    );
  },

  'a 200 is for the body the key began with, unless DynamoDB was down': (_plan, history) =>
    everyGeneration(
      successes(history).filter(({ storeless }) => !storeless),
      (group) => (new Set(group.map(({ body }) => body)).size > 1 ? 'a 200 for another body' : undefined),
    ),

  'a bearer that is answered has a session': (_plan, { attempts }) =>
    attempts.some(({ bearerWorks }) => bearerWorks === false) ? 'a bearer without a session' : undefined,

  'a done record never changes': (_plan, { changes }) => {
    const changed = changes.find(
      ({ before, after, at }) =>
        before?.state === 'DONE' && before.expires > at && !isDeepStrictEqual(before, after),
    );
    return changed && 'a done record was written';
  },

  'nothing is deleted once Connect may have been called': (_plan, { changes, sends }) => {
    const forgotten = changes.find(
      ({ before, after, sends: begun }) =>
        before &&
        !after &&
        sends
          .slice(0, begun)
          .some(
            ({ clientToken, attempt }) =>
              clientToken === before.clientToken &&
              attempt.generation === before.created &&
              !attempt.storeless,
          ),
    );
    return forgotten && 'a record was deleted after a call';
  },

  'a refusal is stored only where no attempt under the record is ambiguous': (_plan, { changes, sends }) => {
    for (const { before, after, sends: begun } of changes) {
      if (after?.state !== 'DONE' || before?.state === 'DONE' || (after.status ?? 0) < 400) continue;
      const ambiguous = sends
        .slice(0, begun)
        .find(
          (send) =>
            send.clientToken === after.clientToken &&
            send.outcome === 'unknown' &&
            !send.attempt.storeless &&
            send.attempt.generation === after.created,
        );
      if (ambiguous) return 'a refusal was stored after an ambiguous attempt';
    }
    return undefined;
  },

  'a lease is taken over only when it is over': (_plan, { changes }) => {
    const robbed = changes.find(
      ({ before, after, at }) =>
        before && after && before.owner !== after.owner && before.lease > at && before.expires > at,
    );
    return robbed && 'a live lease was taken over';
  },

  'nobody calls Connect under a lease that never was theirs': (_plan, { sends, changes }) => {
    for (const { attempt, clientToken, at } of sends) {
      if (attempt.storeless) continue;
      const owners = new Set(
        changes
          .filter(({ at: written, after }) => written <= at && after?.clientToken === clientToken)
          .map(({ after }) => after?.owner),
      );
      if (!owners.has(attempt.owner)) return 'a call without a claim';
    }
    return undefined;
  },

  'no call to Connect is begun after its time, in a process that runs': (_plan, { sends, budget }) =>
    sends.some(({ attempt, at }) => !attempt.heldUp && at > attempt.began + budget.upstream)
      ? 'a call begun too late'
      : undefined,

  'a process that runs has answered before its lease is over': (_plan, { attempts, budget }) =>
    attempts.some(
      ({ heldUp, began, ended }) => !heldUp && ended !== undefined && ended > began + budget.lease,
    )
      ? 'an answer too late'
      : undefined,

  'a session that is gone gets 403, or its own disconnect again': ({ operation }, { attempts, sends }) => {
    for (const attempt of attempts) {
      if (!attempt.gone || attempt.status === undefined) continue;
      if (sends.some((send) => send.attempt === attempt)) return 'a call for a session that is gone';
      const repeats = attempt.replayed || attempt.status === 409;
      const admissible =
        attempt.status === 403 ||
        attempt.status === 500 ||
        // What was sent before Connect ended the chat is answered again, or told as not known.
        (attempt.chatOver && repeats) ||
        // The chat is over for its bearer, as was asked for.
        (operation === 'DisconnectParticipant' && (attempt.status === 200 || repeats));
      if (!admissible) return `${attempt.status} for a session that is gone`;
    }
    return undefined;
  },

  'nobody is told 403 of what was carried out under its record': ({ operation }, history) => {
    const made = new Set(history.effects.map(({ clientToken }) => clientToken));
    const sent = history.sends.filter(({ clientToken }) => made.has(clientToken));
    const keys = new Set(sent.map(({ attempt }) => generationOf(attempt)));
    const unrecorded = new Set(
      sent.flatMap(({ attempt, clientToken, outcome }) =>
        attempt.storeless && outcome !== 'refused' ? [clientToken] : [],
      ),
    );
    for (const { attempt, clientToken } of sent)
      if (unrecorded.has(clientToken)) keys.delete(generationOf(attempt));
    // Whoever has ended the session learns nothing more by its bearer, but that it was ended.
    const revoked = history.sessionChanges.some(({ after }) => after?.ended === true);
    if (revoked && operation !== 'DisconnectParticipant') return undefined;
    const untrue = history.attempts.find(
      // What was held up for longer than its lease does not know who has it now.
      (attempt) => attempt.status === 403 && !attempt.heldUp && keys.has(generationOf(attempt)),
    );
    return untrue && `${untrue.key} was carried out`;
  },

  'a revoked session stays revoked': (_plan, { sessionChanges }) =>
    sessionChanges.some(({ before, after }) => before?.ended === true && after?.ended !== true)
      ? 'a revoked session came back'
      : undefined,

  'a start is refused where it cannot be recorded': ({ operation }, { attempts }) =>
    ['StartChat', 'CreateGuest', 'StartAttachmentUpload'].includes(operation) &&
    attempts.some(({ storeless, status }) => storeless && status === 200)
      ? 'a start without a record'
      : undefined,
};

/** The first invariant that does not hold, and how. */
export function broken(plan: Parameters<Invariant>[0], history: History): string | undefined {
  for (const [name, invariant] of Object.entries(invariants)) {
    const problem = invariant(plan, history);
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  return undefined;
}

function successes({ attempts }: History): Attempt[] {
  return attempts.filter(({ status }) => status === 200);
}

/** A key whose record has expired is a new one, as far as the caller is told. */
function everyGeneration(
  attempts: readonly Attempt[],
  check: (group: readonly Attempt[]) => string | undefined,
): string | undefined {
  const byGeneration = groups(attempts, generationOf);
  return [...byGeneration.values()].map(check).find((problem) => problem !== undefined);
}

function groups<T>(all: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  return Map.groupBy(all, keyOf);
}

function generationOf({ key, generation }: Attempt): string {
  return `${key} ${generation}`;
}
