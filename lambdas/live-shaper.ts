import type { Shaper } from './core/ports.ts';
import type { ShaperParts } from './live-ports.ts';
import { shaper } from './shaping/shaper.ts';

/** Shapes by the buckets of the table, and by its clock. What that takes is read at the first sign of pressure. */
export function liveShaper(parts: ShaperParts): Shaper {
  const { quotas, db } = parts;
  const now = (): number => parts.now() - db.ahead();
  const load = async () => (await import('./live-turns.ts')).liveTurns({ ...parts, now });
  return shaper({ quotas, load, now });
}
