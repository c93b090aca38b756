import type { BucketStore, Reservation, Turn } from '../core/ports.ts';
import type { Quota, QuotaClass } from '../core/quota.ts';
import type { Trace } from '../core/trace.ts';
import {
  beyondOf,
  costOf,
  environmentNumbers,
  environmentsOf,
  isHalfUsed,
  isRefused,
  retryAfterOf,
  takeOf,
  timeAfter,
  waitOf,
  type Wish,
} from './bucket.ts';
import { knownTimes } from './known-times.ts';
import { localShare, type LocalShare } from './local-share.ts';
import type { Pressure } from './pressure.ts';
import { shares } from './shares.ts';
import { takePlace, type Place, type PlacePorts } from './take-place.ts';

/** What one session may have of a quota that is short, in all processes together: a call a second, five at once. */
export const sessionQuota: Quota = { rate: 1, burst: 5 };

/** Milliseconds for which the rows are not asked after one was late, or not to be asked. */
const pause = 1_000;

export interface TurnPorts {
  readonly store: BucketStore;
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A bucket: one quota of one instance. */
export interface Bucket {
  readonly instanceId: string;
  readonly quotaClass: QuotaClass;
  readonly quota: Quota;
  readonly pressure: Pressure;
}

/** The turns of calls that are not free to be made at once. */
export interface Turns {
  take(bucket: Bucket, asked: Reservation, trace: Trace): Promise<Turn>;
  /** Reads the row, for what it tells of others. Never fails. */
  look(bucket: Bucket, trace: Trace): Promise<void>;
  observe(bucket: Bucket, outcome: 'accepted' | 'throttled'): void;
  wait(bucket: Bucket): number;
}

export function turns({ store, now, random, sleep }: TurnPorts): Turns {
  const byte = (): number => random(1)[0] ?? 0;
  const known = knownTimes();
  const environment = byte() % environmentNumbers;
  const ports: PlacePorts = { store, known, environment, now, sleep };
  const local = new Map<string, LocalShare>();
  const sessionsAlone = knownTimes();
  const environments = new Map<string, number>();
  let away = -Infinity;

  function learn({ kind, ...place }: Place, { pressure, quota }: Bucket, key: string): void {
    if (kind === 'unknown') away = now() + pause;
    if ('row' in place && place.row) {
      const seen = environmentsOf(place.row, now());
      environments.set(key, seen);
      pressure.among(seen);
    }
    if (isHalfUsed(quota, now(), knownOf(key, quota))) pressure.sign(now());
  }

  function knownOf(key: string, quota: Quota): number {
    return known.of(key, beyondOf(quota, now()));
  }

  function shareOf(key: string): LocalShare {
    const share = local.get(key) ?? localShare();
    local.set(key, share);
    return share;
  }

  async function placeOf(bucket: Bucket, wish: Wish, trace: Trace): Promise<Place> {
    const { pressure } = bucket;
    const key = keyOf(bucket);
    const asks = now() >= away;
    if (asks) {
      const owed = pressure.owed(now());
      const place = await takePlace(key, { ...wish, calls: 1 + owed }, ports, trace);
      if (place.kind === 'refused') pressure.owe(owed, now());
      learn(place, bucket, key);
      if (place.kind !== 'unknown') return place;
    }
    trace.unplaced = true;
    const turn = shareOf(key).take(wish, environments.get(key) ?? 1, now(), byte() / 256);
    // A row that was late is written in the end, which pays for the call.
    if (turn.kind === 'go' && !asks) pressure.owe(1, now());
    return { ...turn, row: undefined };
  }

  /** Of a session in a quota that is short: whether it is within its own. Where nobody can say, it is. */
  async function sessionPlace(bucket: Bucket, { session }: Reservation, trace: Trace): Promise<Place> {
    if (session === undefined) return { kind: 'unknown' };
    const key = sessionKey(bucket, session);
    // How short it is, only the row tells.
    if (now() < away) return placeAlone(key);
    if (!isHalfUsed(bucket.quota, now(), knownOf(keyOf(bucket), bucket.quota))) return { kind: 'unknown' };
    const place = await takePlace(key, sessionWish, ports, trace);
    if (place.kind !== 'unknown') return place;
    away = now() + pause;
    return placeAlone(key);
  }

  /** Of what this process lets a session have by itself. */
  function placeAlone(key: string): Place {
    const at = now();
    const take = takeOf(sessionWish, at, environment);
    const time = Math.max(sessionsAlone.of(key, take.beyond), known.of(key, take.beyond));
    if (isRefused(take, time))
      return { kind: 'refused', retryAfter: retryAfterOf(sessionWish, at, time), row: undefined };
    sessionsAlone.learn(key, timeAfter(take, time), take.beyond);
    return { kind: 'go', wait: 0, row: undefined };
  }

  return {
    async take(bucket, asked, trace) {
      const { quota } = bucket;
      const { priority, patience, session } = asked;
      const wish: Wish = { quota, share: shares[priority], patience, calls: 1 };
      // One that has called before, a moment ago, asks for its own place first: what it is refused, it must not take. So
      // does everyone where that takes no time.
      const first =
        now() < away ||
        (session !== undefined &&
          waitOf(quiet, now(), knownOf(sessionKey(bucket, session), sessionQuota)) > 0);
      const ofSession = sessionPlace(bucket, asked, trace);
      const own = first ? await ofSession : undefined;
      if (own?.kind === 'refused') return { kind: 'refused', by: 'session', retryAfter: own.retryAfter };
      const [ofBoth, place] = await Promise.all([ofSession, placeOf(bucket, wish, trace)]);
      if (ofBoth.kind === 'refused') return { kind: 'refused', by: 'session', retryAfter: ofBoth.retryAfter };
      if (place.kind === 'go') return { kind: 'go', wait: place.wait };
      return { kind: 'refused', by: 'quota', retryAfter: 'retryAfter' in place ? place.retryAfter : 0 };
    },

    async look(bucket, trace) {
      const key = keyOf(bucket);
      const row = await store.look(key, trace).catch(() => undefined);
      if (!row) return;
      known.learn(key, row.time, beyondOf(bucket.quota, now()));
      learn({ kind: 'go', wait: 0, row }, bucket, key);
    },

    observe(bucket, outcome) {
      shareOf(keyOf(bucket)).observe(outcome, now());
    },

    wait: (bucket) => {
      const { quota } = bucket;
      const next: Wish = { quota, share: 1, patience: 0, calls: 1 };
      const at = now();
      return waitOf(next, at, Math.max(at * 1_000, knownOf(keyOf(bucket), quota)) + costOf(quota));
    },
  };
}

const sessionWish: Wish = { quota: sessionQuota, share: 1, patience: 0, calls: 1 };

/** Of a session that has not called in the last second, no turn lies ahead. */
const quiet: Wish = { ...sessionWish, quota: { rate: sessionQuota.rate, burst: 1 } };

function keyOf({ instanceId, quotaClass }: Bucket): string {
  return `${quotaClass}#${instanceId}`;
}

function sessionKey({ quotaClass }: Bucket, session: string): string {
  return `${quotaClass}#session#${session}`;
}
