import type { Shaper } from '../core/ports.ts';

/** Lets every call go at once: for a function whose calls count against no instance's quota. */
export const unshaped: Shaper = {
  reserve: () => Promise.resolve({ kind: 'go', wait: 0 }),
  observe: () => undefined,
  wait: () => 0,
};
