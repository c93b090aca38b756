import { setTimeout } from 'node:timers/promises';

/** Waits until a call has taken so many milliseconds, its work included. */
export async function pace(began: number, milliseconds: number): Promise<void> {
  const left = milliseconds - (performance.now() - began);
  if (left > 0) await setTimeout(left);
}
