import type { Results } from '../results.ts';

/**
 * The section on scale, made from the measured counts. THE ONE PLACE to call `scaleSection(counts)` of
 * bench/scale/section.ts: its heading and text become an element of the list.
 */
export function scaleSections(_results: Results): readonly string[] {
  return [];
}
