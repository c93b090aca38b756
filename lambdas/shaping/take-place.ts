import type { BucketRow, BucketStore } from '../core/ports.ts';
import type { Trace } from '../core/trace.ts';
import { isRefused, retryAfterOf, takeOf, waitOf, type Wish } from './bucket.ts';
import type { KnownTimes } from './known-times.ts';

/** How long the row may keep a request waiting: milliseconds. */
export const storePatience = 50;

/** How often a place is tried for that others have moved meanwhile. */
const attempts = 4;

export type Place =
  | { readonly kind: 'go'; readonly wait: number; readonly row: BucketRow | undefined }
  | { readonly kind: 'refused'; readonly retryAfter: number; readonly row: BucketRow | undefined }
  /** The row could not be asked in time. */
  | { readonly kind: 'unknown' };

export interface PlacePorts {
  readonly store: BucketStore;
  readonly known: KnownTimes;
  readonly environment: number;
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** Takes a place on the row of `key`, or is refused it: without asking where what is known of the row decides. */
export async function takePlace(key: string, wish: Wish, ports: PlacePorts, trace: Trace): Promise<Place> {
  const asking = askRow(key, wish, ports, trace).catch((error: unknown): Place => {
    // Not its class: see lambdas/live-turns.ts.
    if (error instanceof Error && error.name === 'StoreError') return { kind: 'unknown' };
    throw error;
  });
  const late = ports
    .sleep(storePatience)
    // A busy process hears of the time before it hears of the answer that came in time: one more turn of its loop.
    .then(() => ports.sleep(1))
    .then((): Place => ({ kind: 'unknown' }));
  return await Promise.race([asking, late]);
}

async function askRow(
  key: string,
  wish: Wish,
  { store, known, environment, now }: Omit<PlacePorts, 'sleep'>,
  trace: Trace,
): Promise<Place> {
  let row: BucketRow | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const at = now();
    const take = takeOf(wish, at, environment);
    const before = known.of(key, take.beyond);
    if (isRefused(take, before)) return { kind: 'refused', retryAfter: retryAfterOf(wish, at, before), row };
    const result =
      before >= take.now ? await store.advance(key, take, trace) : await store.begin(key, take, trace);
    ({ row } = result);
    if (row) known.learn(key, row.time, take.beyond);
    if (result.taken) return { kind: 'go', wait: waitOf(wish, at, result.row.time), row };
  }
  return { kind: 'unknown' };
}
