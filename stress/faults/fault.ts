/** The two services that the functions ask, and so the two ways on which something can happen to a call. */
export type WayName = 'connect' | 'dynamodb';

/** From one number to another, both included: the seed says which. */
export type Range = number | readonly [from: number, to: number];

/**
 * What becomes of a call. Before its service has acted, the service never hears of it; after, it has done what it was
 * asked, and only the answer is another one.
 * - reset, hang: no answer; the connection breaks at once, or never
 * - truncate: half of the answer
 * - garbage: 200 with a page of HTML; empty: 200 with nothing
 * - throttle, error, unavailable: the service's own refusal of a rate, a 500, a 503 of a load balancer
 * - slow: the same, `ms` later
 * - late: the connection breaks, and the service is asked `ms` later
 * - twice: the service is asked twice; forget: with another ClientToken the second time
 * - kill: the function's process dies
 * - expire, renounce: all of Connect's connection tokens, or both kinds of tokens, are worth nothing any more
 * - end: the agent ends the chat
 */
export type Deed =
  | 'reset'
  | 'hang'
  | 'truncate'
  | 'garbage'
  | 'empty'
  | 'throttle'
  | 'error'
  | 'unavailable'
  | 'slow'
  | 'late'
  | 'twice'
  | 'forget'
  | 'kill'
  | 'expire'
  | 'renounce'
  | 'end';

export interface Fault {
  readonly way: WayName | 'any';
  /** The names of the calls that it concerns. Default: all. */
  readonly calls?: readonly string[];
  readonly does: Deed;
  readonly when: 'before' | 'after';
  /** How many calls pass first. Default 0. */
  readonly passing?: Range;
  /** How many calls it befalls. Default 1. */
  readonly times?: Range;
  /** How long it goes on instead, from the first call on, in ms. */
  readonly lasting?: Range;
  /** How likely it befalls each call, 0 to 1. Default 1. */
  readonly chance?: number;
  /** Of what is slow or late: how much, in ms. */
  readonly ms?: Range;
}

/** What befalls one call. */
export interface Strike {
  readonly does: Deed;
  readonly when: 'before' | 'after';
  readonly ms: number;
}

/** The faults of one run, as they are used up. */
export interface Strikes {
  /** What befalls this call, if anything. */
  next(way: WayName, call: string): Strike | undefined;
  /** No more. */
  calm(): void;
  /** How many there were. */
  readonly struck: number;
}

interface Active extends Fault {
  left: number;
  until: number | undefined;
  toPass: number;
}

/** `random` is between 0 and 1; `now` in ms. */
export function createStrikes(faults: readonly Fault[], random: () => number, now: () => number): Strikes {
  const draw = (range: Range): number =>
    typeof range === 'number' ? range : range[0] + Math.floor(random() * (range[1] - range[0] + 1));
  let struck = 0;
  let active: Active[] = faults.map((fault) => ({
    ...fault,
    left: fault.lasting === undefined ? draw(fault.times ?? 1) : Infinity,
    until: undefined,
    toPass: draw(fault.passing ?? 0),
  }));

  function befalls(fault: Active, way: WayName, call: string): boolean {
    if (fault.way !== 'any' && fault.way !== way) return false;
    if (fault.calls !== undefined && !fault.calls.includes(call)) return false;
    if (fault.toPass > 0) {
      fault.toPass--;
      return false;
    }
    if (fault.lasting !== undefined) fault.until ??= now() + draw(fault.lasting);
    if (fault.left <= 0 || now() > (fault.until ?? Infinity)) return false;
    return random() < (fault.chance ?? 1);
  }

  return {
    next(way, call) {
      const fault = active.find((candidate) => befalls(candidate, way, call));
      if (!fault) return undefined;
      fault.left--;
      struck++;
      return { does: fault.does, when: fault.when, ms: draw(fault.ms ?? 0) };
    },
    calm() {
      active = [];
    },
    get struck() {
      return struck;
    },
  };
}
