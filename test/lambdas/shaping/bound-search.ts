import type { BucketStore, Take, Taken } from '../../../lambdas/core/ports.ts';
import type { Quota } from '../../../lambdas/core/quota.ts';
import { newTrace } from '../../../lambdas/core/trace.ts';
import { mostCalls, type Wish } from '../../../lambdas/shaping/bucket.ts';
import { knownTimes } from '../../../lambdas/shaping/known-times.ts';
import { takePlace, type Place } from '../../../lambdas/shaping/take-place.ts';
import { memoryBuckets } from '../../support/memory-buckets.ts';

/**
 * Every schedule of a few processes that take places on one row, in steps of a tick. Each write may arrive at any time,
 * be answered later, or be sent twice as its first answer was lost; each process may die at any time; each clock may be
 * ahead by the skew or not, anew whenever it is read; each call is made as late as the delay lets it. What a process does
 * is what takePlace does, given what it was answered: so a process is its history of answers.
 */

export interface Size {
  readonly quota: Quota;
  readonly processes: number;
  /** How many places each asks for, one after the other. */
  readonly places: number;
  /** Milliseconds, multiples of the tick. */
  readonly tick: number;
  readonly skew: number;
  readonly delay: number;
  readonly patience: number;
  /** How long it goes on. */
  readonly length: number;
}

export interface Wrong {
  readonly store?: (right: BucketStore) => BucketStore;
  readonly key?: (process: number) => string;
  readonly wait?: (wait: number) => number;
}

export interface Searched {
  readonly states: number;
  /** The least by which the calls of a window were fewer than its bound. */
  readonly nearest: number;
  readonly broken: string | undefined;
}

interface Asking {
  readonly key: string;
  readonly method: 'advance' | 'begin';
  readonly take: Take;
}

type Reading = { readonly clock: number } | { readonly taken: Taken };

/** A process as far as it has come in asking for its places. */
interface Local {
  readonly id: number;
  readonly history: readonly Reading[];
  readonly next:
    | { readonly kind: 'clock' }
    | { readonly kind: 'store'; readonly asking: Asking }
    | { readonly kind: 'place'; readonly place: Place; readonly known: number };
}

interface Process {
  /** Undefined between two places. */
  readonly local: Local | undefined;
  /** The instant of the row that it knows of. */
  readonly known: number;
  readonly left: number;
  readonly dead: boolean;
  /** When it last read its clock, by the true time. */
  readonly read: number;
  /** An answer on its way. */
  readonly unheard: Taken | undefined;
  /** Of a place that it has: from when to when its call may be made. */
  readonly call: { readonly from: number; readonly to: number } | undefined;
}

interface State {
  readonly now: number;
  /** The rows' instants, by key. */
  readonly rows: Readonly<Record<string, number>>;
  readonly processes: readonly Process[];
  readonly calls: readonly number[];
}

const start = 1_000_000;

export async function searchBound(size: Size, wrong: Wrong = {}): Promise<Searched> {
  const { quota, tick, skew, delay, patience } = size;
  const wish: Wish = { quota, share: 1, patience, calls: 1 };
  const locals = new Map<string, Local>();

  async function reach(history: readonly Reading[], known: number, process: number): Promise<Local> {
    const key = `${wrong.key?.(process) ?? ''} ${known} ${JSON.stringify(history)}`;
    const standing = locals.get(key);
    if (standing) return standing;
    const next = await played(history, known, wish, wrong.key?.(process) ?? 'row');
    const local = { id: locals.size, history, next };
    locals.set(key, local);
    return local;
  }

  const idle: Process = {
    local: undefined,
    known: 0,
    left: size.places,
    dead: false,
    read: 0,
    unheard: undefined,
    call: undefined,
  };
  const first: State = {
    now: 0,
    rows: {},
    processes: Array.from({ length: size.processes }, () => idle),
    calls: [],
  };
  const seen = new Set<string>();
  const stack: State[] = [];
  const judged: { nearest: number; broken: string | undefined } = { nearest: Infinity, broken: undefined };
  const push = (state: State): void => {
    const key = keyOf(state);
    if (seen.has(key)) return;
    seen.add(key);
    stack.push(state);
  };
  const withProcess = (
    state: State,
    index: number,
    change: Partial<Process>,
    more: Partial<State> = {},
  ): void => {
    const process = { ...(state.processes[index] as Process), ...change };
    push({ ...state, ...more, processes: state.processes.with(index, process) });
  };

  /** After an answer, or at the beginning: it reads its clock, ahead or not, and goes on to its next question. */
  async function goOn(
    state: State,
    index: number,
    history: readonly Reading[],
    more: Partial<State> = {},
  ): Promise<void> {
    const { known } = state.processes[index] as Process;
    const local = await reach(history, known, index);
    if (local.next.kind === 'clock') {
      for (const ahead of new Set([0, skew])) {
        const read = [...history, { clock: start + state.now + ahead }];
        const after = await reach(read, known, index);
        settle(state, index, after, state.now, more);
      }
      return;
    }
    settle(state, index, local, state.processes[index]?.read ?? 0, more);
  }

  function settle(state: State, index: number, local: Local, read: number, more: Partial<State>): void {
    const { left } = state.processes[index] as Process;
    if (local.next.kind === 'store') {
      withProcess(state, index, { local, read, unheard: undefined }, more);
      return;
    }
    if (local.next.kind !== 'place') throw new Error('a clock that is read twice');
    const { place, known } = local.next;
    const wait = place.kind === 'go' ? (wrong.wait?.(place.wait) ?? place.wait) : undefined;
    withProcess(
      state,
      index,
      {
        local: undefined,
        known,
        left: left - 1,
        read,
        unheard: undefined,
        call: wait === undefined ? undefined : { from: state.now + wait, to: read + wait + delay },
      },
      more,
    );
  }

  async function stepsOf(state: State, index: number): Promise<void> {
    const process = state.processes[index] as Process;
    const { local, left, dead, unheard, call } = process;
    if (dead) return;
    if (call) {
      if (state.now >= call.from && state.now <= call.to) {
        const calls = [...state.calls, state.now];
        judge(calls);
        withProcess(state, index, { call: undefined }, { calls });
      }
      withProcess(state, index, { dead: true, call: undefined });
      return;
    }
    if (!local) {
      // Of processes that have done nothing, the first is called the first.
      const alike = state.processes
        .slice(0, index)
        .some((other) => other.left === size.places && !other.local);
      if (left > 0 && !(alike && left === size.places)) await goOn(state, index, []);
      return;
    }
    withProcess(state, index, { dead: true, local: undefined, unheard: undefined });
    if (unheard) {
      await goOn(state, index, [...local.history, { taken: unheard }]);
      return;
    }
    if (local.next.kind !== 'store') return;
    const once = await arrive(state.rows, local.next.asking);
    await goOn(state, index, [...local.history, { taken: once.taken }], { rows: once.rows });
    // Who hears of its place at once may make every call that it may make if it hears of it later.
    if (!once.taken.taken) withProcess(state, index, { unheard: once.taken }, { rows: once.rows });
    const twice = await arrive(once.rows, local.next.asking);
    await goOn(state, index, [...local.history, { taken: twice.taken }], { rows: twice.rows });
  }

  async function arrive(
    rows: State['rows'],
    { key, method, take }: Asking,
  ): Promise<{ readonly rows: State['rows']; readonly taken: Taken }> {
    const memory = memoryBuckets({ key, time: rows[key] });
    const taken = await (wrong.store?.(memory) ?? memory)[method](key, take, newTrace());
    const time = memory.row(key)?.time;
    return { rows: time === undefined ? rows : { ...rows, [key]: time }, taken: bare(taken) };
  }

  function judge(calls: readonly number[]): void {
    const last = calls.at(-1) ?? 0;
    for (const [index, from] of calls.entries()) {
      const spans = { window: (last - from) / 1_000, skew: skew / 1_000, delay: delay / 1_000 };
      const room = mostCalls(quota, spans) - (calls.length - index);
      judged.nearest = Math.min(judged.nearest, room);
      if (room < 0) judged.broken ??= `calls at ${calls.join(', ')} ms`;
    }
  }

  push(first);
  for (let state = stack.pop(); state && judged.broken === undefined; state = stack.pop()) {
    for (const index of state.processes.keys()) await stepsOf(state, index);
    const now = state.now + tick;
    if (now <= size.length && state.processes.every((process) => mayWait(process, now, delay)))
      push({ ...state, now });
  }
  return { states: seen.size, ...judged };
}

/** Nobody is held up for longer than the delay; who is would be outside of the bound. */
function mayWait({ local, call, read, dead }: Process, now: number, delay: number): boolean {
  if (dead) return true;
  return call ? now <= call.to : !local || now <= read + delay;
}

function keyOf({ now, rows, processes, calls }: State): string {
  const inside = processes.map(({ local, known, left, dead, read, unheard, call }) =>
    dead
      ? 'x'
      : `${local?.id ?? `k${known}`},${left},${local ? read : ''},${unheard ? JSON.stringify(unheard) : ''},${call ? `${call.from}-${call.to}` : ''}`,
  );
  return `${now}|${JSON.stringify(rows)}|${calls.join(' ')}|${inside.toSorted().join('|')}`;
}

/** Runs takePlace as far as the history goes, and tells what it asks for then. */
async function played(
  history: readonly Reading[],
  instant: number,
  wish: Wish,
  key: string,
): Promise<Local['next']> {
  let at = 0;
  let next: Local['next'] | undefined;
  const take = (): Reading | undefined => history[at++];
  const stopped = Promise.withResolvers<never>();
  const asked = (asking: Asking): Promise<Taken> => {
    const reading = take();
    if (reading && 'taken' in reading) return Promise.resolve(reading.taken);
    next = { kind: 'store', asking };
    return stopped.promise;
  };
  const known = knownTimes();
  if (instant > 0) known.learn(key, instant, Infinity);
  const ports = {
    store: {
      advance: (row: string, taking: Take) => asked({ key: row, method: 'advance', take: taking }),
      begin: (row: string, taking: Take) => asked({ key: row, method: 'begin', take: taking }),
      look: () => stopped.promise,
    },
    known,
    environment: 0,
    now: () => {
      const reading = take();
      if (reading && 'clock' in reading) return reading.clock;
      next = { kind: 'clock' };
      throw new Stop();
    },
    // No row is late here.
    sleep: () => stopped.promise,
  };
  let place: Place | undefined;
  const taking = takePlace(key, wish, ports, newTrace()).then(
    (taken) => (place = taken),
    (error: unknown) => {
      if (!(error instanceof Stop)) throw error;
    },
  );
  await Promise.race([taking, quiet()]);
  if (next) return next;
  if (!place) throw new Error('takePlace waits for something else');
  return { kind: 'place', place, known: known.of(key, Infinity) };
}

class Stop extends Error {
  override readonly name = 'Stop';
}

function quiet(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** Without who has taken, which places do not depend on. */
function bare(taken: Taken): Taken {
  const row = taken.row && { time: taken.row.time, environments: [] };
  return taken.taken ? { taken: true, row: row ?? { time: 0, environments: [] } } : { taken: false, row };
}
