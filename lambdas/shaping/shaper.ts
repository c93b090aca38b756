import type { Shaper } from '../core/ports.ts';
import type { QuotaClass, Quotas } from '../core/quota.ts';
import { pressureOf } from './pressure.ts';
import type { Bucket, Turns } from './turns.ts';

export interface ShaperOptions {
  /** The quotas of an instance. */
  readonly quotas: (instanceId: string) => Quotas;
  /** Called once, when a row has to be asked for the first time. */
  readonly load: () => Promise<Turns>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * What takes its place in calm, too. After an outage all visitors reconnect and read what they have missed at once, each
 * in an environment of its own that has seen nothing yet. A chat does so seldom: a write more costs little.
 */
const alwaysInTurn: ReadonlySet<QuotaClass> = new Set(['connection', 'read']);

/**
 * The door of the room: whose turn it is. In calm a call goes at once, and nothing is loaded, read or written for it.
 */
export function shaper({ quotas, load, now }: ShaperOptions): Shaper {
  const buckets = new Map<string, Bucket>();
  let loading: Promise<Turns> | undefined;
  let loaded: Turns | undefined;

  function bucketOf(instanceId: string, quotaClass: QuotaClass): Bucket {
    const key = `${quotaClass} ${instanceId}`;
    const bucket = buckets.get(key) ?? newBucket(instanceId, quotaClass);
    buckets.set(key, bucket);
    return bucket;
  }

  function newBucket(instanceId: string, quotaClass: QuotaClass): Bucket {
    const quota = quotas(instanceId)[quotaClass];
    // Events without a quota of their own take from that of messages.
    return quota
      ? { instanceId, quotaClass, quota, pressure: pressureOf(quota, alwaysInTurn.has(quotaClass)) }
      : bucketOf(instanceId, 'send');
  }

  async function turns(): Promise<Turns> {
    loading ??= load();
    return (loaded = await loading);
  }

  return {
    async reserve(asked, trace) {
      const bucket = bucketOf(asked.instanceId, asked.quota);
      const first = bucket.pressure.call(now());
      if (first === 'take') return await (await turns()).take(bucket, asked, trace);
      // Nobody waits for what it tells: that is for the calls to come.
      if (first === 'look') void turns().then((all) => all.look(bucket, trace));
      return { kind: 'go', wait: 0 };
    },
    observe(instanceId, quotaClass, outcome) {
      const bucket = bucketOf(instanceId, quotaClass);
      if (outcome === 'throttled') bucket.pressure.sign(now());
      loaded?.observe(bucket, outcome);
    },
    wait: (instanceId, quotaClass) => loaded?.wait(bucketOf(instanceId, quotaClass)) ?? 0,
  };
}
