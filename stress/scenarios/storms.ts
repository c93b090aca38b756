import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from '../../local/simulated-connect/faults.ts';
import { shuffled } from '../../bench/shuffled.ts';
import type { Gathering } from '../clients/crowd.ts';
import type { Visitor } from '../clients/visitor.ts';

/** From one storm to the next, in ms. */
const everyMs = 30_000;

/** What Connect may do of a sudden. Nothing here ends a chat. */
const faults: readonly (readonly Fault[])[] = [
  [{ kind: 'throttle', times: 200, probability: 0.5 }],
  [{ kind: 'reset-after-accept', operation: 'SendMessage', times: 30 }],
  [{ kind: 'hang-after-accept', operation: 'SendMessage', times: 20 }],
  [{ kind: 'hang', times: 20, probability: 0.5 }],
  [{ kind: 'unavailable', times: 60, probability: 0.7 }],
  [
    { kind: 'slow', times: 100, delayMs: 2_500 },
    { kind: 'reset', times: 20, probability: 0.3 },
  ],
];

/** One storm after the other until that ends, in an order that follows from the seed. */
export async function storms(
  { stage: { random, quick, progress }, world: { control } }: Gathering,
  visitors: readonly Visitor[],
  ending: AbortSignal,
): Promise<void> {
  const cut = async (): Promise<void> => {
    progress.step('soak: all sockets are cut');
    for (const visitor of visitors) visitor.cut();
    await Promise.all(visitors.map((visitor) => visitor.connect().catch(() => undefined)));
  };
  const expire = async (): Promise<void> => {
    progress.step("soak: all of Connect's tokens expire");
    await control.expire('connection');
  };
  const all = [
    cut,
    expire,
    ...faults.map((some) => async (): Promise<void> => {
      progress.step(`soak: ${some.map(({ kind, times }) => `${kind} ×${times}`).join(', ')}`);
      for (const fault of some) await control.fault(fault);
    }),
  ];
  while (!ending.aborted) {
    for (const storm of shuffled(all, random)) {
      await delay(quick ? 4_000 : everyMs, undefined, { signal: ending }).catch(() => undefined);
      if (ending.aborted) return;
      await storm();
    }
  }
}
