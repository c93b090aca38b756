/** What EventBridge does with Connect's contact events, at its worst: lost, twice, late, and so in any order. */
export interface EventBus {
  readonly take: (event: object) => void;
  /** Resolves when nothing is on its way. */
  settled(): Promise<void>;
  /** Whether nobody has heard an event of this contact. */
  isUnheard(eventType: string, contactId: string): boolean;
}

export interface EventBusOptions {
  readonly random: () => number;
  /** Of each copy, from 0 to 1. */
  readonly lost: number;
  readonly doubled: number;
  /** How long the next copy is on its way: milliseconds. */
  readonly late: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Resolves with whether it was heard. */
  readonly deliver: (event: object) => Promise<boolean>;
}

/** From one attempt of Lambda's to the next, where a function fails: milliseconds. */
const pauses = [0, 60_000, 120_000] as const;

export function eventBus({ random, lost, doubled, late, sleep, deliver }: EventBusOptions): EventBus {
  const underWay = new Set<Promise<void>>();
  const heard = new Set<string>();

  async function bring(event: object): Promise<void> {
    await sleep(late());
    for (const pause of pauses) {
      if (pause > 0) await sleep(pause);
      if (!(await deliver(event))) continue;
      heard.add(keyOf(event));
      return;
    }
  }

  return {
    take(event) {
      for (let copy = random() < doubled ? 2 : 1; copy > 0; copy--) {
        if (random() < lost) continue;
        const brought = bring(event).finally(() => underWay.delete(brought));
        brought.catch(() => undefined);
        underWay.add(brought);
      }
    },
    async settled() {
      while (underWay.size > 0) await Promise.allSettled(underWay);
    },
    isUnheard: (eventType, contactId) => !heard.has(`${eventType} ${contactId}`),
  };
}

/** What is told of which contact. */
export function toldBy(event: object): {
  readonly eventType: string;
  readonly contactId: string;
  readonly initialContactId: string;
} {
  return (event as { readonly detail: ReturnType<typeof toldBy> }).detail;
}

function keyOf(event: object): string {
  const { eventType, contactId } = toldBy(event);
  return `${eventType} ${contactId}`;
}
