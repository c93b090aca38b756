import type { Decide, Mishap, TappedCall } from '../lanes/tap.ts';

/** How a start is cut off: what happens to one of its calls, and to those to DynamoDB after it. */
export interface Cut {
  /** The call, counted from 0. A mishap of DynamoDB alone befalls its next call from there on. */
  readonly step: number;
  readonly mishap: Mishap;
  /** Whether DynamoDB fails from then on until the start is answered. */
  readonly outage: boolean;
}

const ofDynamoDb = ['refused', 'throttled', 'unanswered', 'late'] as const;

/** A cut at any of so many steps: a SIGKILL in half of all cases, before or after the service has carried the call out. */
export function randomCut(steps: number, random: () => number): Cut {
  const step = Math.floor(random() * steps);
  if (random() < 0.5) return { step, mishap: random() < 0.5 ? 'killed' : 'killed-after', outage: false };
  const mishap = ofDynamoDb[Math.floor(random() * ofDynamoDb.length)] ?? 'refused';
  return { step, mishap, outage: random() < 0.5 };
}

export function isKill({ mishap }: Cut): boolean {
  return mishap === 'killed' || mishap === 'killed-after';
}

/** Where a cut has struck. */
export interface Struck {
  /** Undefined as long as it has not. */
  readonly at: TappedCall | undefined;
  readonly decide: Decide;
}

/** Lets a start run into its cut. */
export function strike(cut: Cut): Struck {
  let calls = 0;
  let at: TappedCall | undefined;
  return {
    get at() {
      return at;
    },
    decide(call) {
      const fits = isKill(cut) || call.service === 'dynamodb';
      if (at === undefined) {
        if (calls++ < cut.step || !fits) return undefined;
        at = call;
        return cut.mishap;
      }
      return cut.outage && call.service === 'dynamodb' ? 'refused' : undefined;
    },
  };
}
