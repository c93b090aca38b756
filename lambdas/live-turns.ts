import { bucketStore } from './adapters/bucket-store.ts';
import type { ShaperParts } from './live-ports.ts';
import { type Turns, turns } from './shaping/turns.ts';

/**
 * The turns on the table's rows. A module of its own, which shares none with what is loaded before: such a one would be
 * a file more, which every cold start reads.
 */
export function liveTurns({ db, ...outside }: ShaperParts): Turns {
  return turns({ ...outside, store: bucketStore(db) });
}
