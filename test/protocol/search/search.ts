import type { LedgerRecord } from '../../../lambdas/core/ledger.ts';
import { takeOverHorizon } from '../../../lambdas/core/ledger.ts';
import type { Session } from '../../../lambdas/core/session.ts';
import { interning } from './intern.ts';
import type { Asked, Call, Local, Reply } from './asked.ts';
import { processOf, type Process } from './process.ts';
import { perform, type Performed, type World, type Write, type WrongWorld } from './world.ts';

/**
 * Every schedule of a few processes, by way of all states of the world that they can bring about. What a process does
 * next follows from its history (process.ts), and what a store or Connect answers from the world (world.ts): so two
 * schedules that lead to the same world and the same histories go on alike, and the second is not gone through again.
 *
 * Every await of a port is a place where anything may happen: any process goes on, is held up, or dies; the call fails,
 * and arrives later or never; the clock leaps to where a lease, or a record, is over. States are gone through in the
 * order of their misfortunes, then of their steps: so the first counterexample has the fewest of both.
 */

export interface Scenario {
  readonly asked: readonly Asked[];
  readonly world: World;
  /**
   * That nobody writes a session's row, so that a read of one commutes with every step of the others: then it is
   * answered at once, and nothing else is tried before it. A process that is held up at the read is one that is held up
   * at what it asks for beside it. A write is an error.
   */
  readonly settledSessions?: true;
  /** Where the clock may leap to, besides the end of a lease. */
  readonly leaps?: readonly Leap[];
  /** What may happen once by itself, at any time. */
  readonly events?: readonly Happening[];
  /** Says what is wrong with the schedule that has led to a state. */
  readonly check: (scenario: Scenario, path: Path) => string | undefined;
  /** Says what is wrong once every process has ended. */
  readonly atEnd?: (scenario: Scenario, path: Path) => Promise<string | undefined>;
}

/** To where a record's takeover, a record, or a session is over, or a chat is due. */
export type Leap = 'horizon' | 'expiry' | 'session' | 'due';

export interface Happening {
  readonly words: string;
  readonly misfortune: boolean;
  happen(world: World): Promise<Partial<Performed> | undefined>;
}

/** How a process stands in a schedule. */
export interface Standing {
  /** Undefined before it begins. */
  readonly local: Local | undefined;
  readonly dead: boolean;
  /** Answers that have been given, and not heard yet. */
  readonly unheard: readonly { readonly call: number; readonly reply: Reply }[];
  /** The session's state when it began. */
  readonly gone: Session['ended'];
}

export interface State {
  readonly world: World;
  readonly processes: readonly Standing[];
  /** Calls of which nobody waits for the answer any more, and which may still arrive. */
  readonly adrift: readonly { readonly process: number; readonly call: Call }[];
  /** Which of the scenario's events have happened. */
  readonly happened: readonly number[];
  readonly misfortunes: number;
  readonly steps: number;
  readonly from: { readonly state: State; readonly step: string; readonly choice: number } | undefined;
  /** The calls that have arrived in the last step. */
  readonly arrived: readonly { readonly process: number; readonly call: Call }[];
  /** What the last step wrote. */
  readonly ledger: readonly Write<LedgerRecord>[];
  readonly sessions: readonly Write<Session>[];
}

/** The states of one schedule, from the first. */
export type Path = readonly State[];

export interface Bounds {
  /** Misfortunes of one schedule: infinite for all that there can be. */
  readonly misfortunes: number;
  readonly steps?: number;
  readonly states?: number;
}

export interface Found {
  readonly states: number;
  readonly transitions: number;
  /** Different histories of answers, for each of which a handler was run. */
  readonly histories: number;
  /** States in which every process has ended. */
  readonly ends: number;
  /** The most misfortunes of one schedule among them. */
  readonly misfortunes: number;
  /** Whether nothing was left out but schedules with more misfortunes, or any. */
  readonly complete: 'within the bounds' | 'all' | 'no';
  readonly counterexample: { readonly problem: string; readonly path: Path } | undefined;
}

interface Step {
  readonly words: string;
  readonly misfortune: boolean;
  take(): Promise<State>;
}

export interface Watching {
  /** Told now and then of how far it has come. */
  readonly progress?: (found: Pick<Found, 'states' | 'histories' | 'misfortunes'>) => void;
}

export async function search(
  scenario: Scenario,
  bounds: Bounds,
  wrong: WrongWorld = {},
  { progress }: Watching = {},
): Promise<Found> {
  const { first, steps, keyOf, histories } = gameOf(scenario, wrong);
  const queue = layers();
  const best = new Map<string, number>();
  const done = new Set<string>();
  const counts = { states: 0, transitions: 0, ends: 0, misfortunes: 0 };
  let cut: Found['complete'] = 'all';
  const found = (counterexample: Found['counterexample']): Found => ({
    ...counts,
    histories: histories(),
    complete: cut,
    counterexample,
  });
  queue.push(first);
  best.set(keyOf(first), 0);
  for (let state = queue.shift(); state; state = queue.shift()) {
    const key = keyOf(state);
    if (done.has(key)) continue;
    if (bounds.states !== undefined && counts.states >= bounds.states) {
      cut = 'no';
      break;
    }
    done.add(key);
    counts.states++;
    counts.misfortunes = state.misfortunes;
    if (counts.states % 10_000 === 0) progress?.({ ...counts, histories: histories() });
    if (hasEnded(state)) {
      counts.ends++;
      const problem = await scenario.atEnd?.(scenario, pathTo(state));
      if (problem !== undefined) return found({ problem, path: pathTo(state) });
      if (state.adrift.length === 0) continue;
    }
    if (bounds.steps !== undefined && state.steps >= bounds.steps) {
      cut = 'within the bounds';
      continue;
    }
    for (const step of steps(state)) {
      if (step.misfortune && state.misfortunes >= bounds.misfortunes) {
        cut = 'within the bounds';
        continue;
      }
      const next = await step.take();
      counts.transitions++;
      const nextKey = keyOf(next);
      const known = best.get(nextKey);
      if (known === undefined || next.ledger.length > 0 || next.sessions.length > 0) {
        const path = pathTo(next);
        const problem = defectOf(next) ?? scenario.check(scenario, path);
        if (problem !== undefined) return found({ problem, path });
      }
      const cost = costOf(next);
      if (known !== undefined && known <= cost) continue;
      best.set(nextKey, cost);
      queue.push(next);
    }
  }
  return found(undefined);
}

/** Plays the schedule of these choices, as a counterexample names them. */
export async function playAgain(
  scenario: Scenario,
  choices: readonly number[],
  wrong: WrongWorld = {},
): Promise<Path> {
  const { first, steps } = gameOf(scenario, wrong);
  let state = first;
  for (const choice of choices) {
    const step = steps(state)[choice];
    if (!step) throw new RangeError(`no choice ${choice} here`);
    state = await step.take();
  }
  return pathTo(state);
}

export function pathTo(state: State): Path {
  const path: State[] = [];
  for (let at: State | undefined = state; at; at = at.from?.state) path.push(at);
  return path.toReversed();
}

export function hasEnded({ processes }: State): boolean {
  return processes.every(({ local, dead }) => dead || local?.result !== undefined);
}

/** Whether a process waits, for which time that passes is time that it is held up. */
function isAtWork({ processes }: State): boolean {
  return processes.some(({ local, dead }) => local && !dead && !local.result);
}

function defectOf({ processes }: State): string | undefined {
  const defect = processes.map(({ local }) => local?.result?.defect).find((text) => text !== undefined);
  return defect && `a defect: ${defect}`;
}

function costOf({ misfortunes, steps }: State): number {
  return misfortunes * 1_000 + steps;
}

/** States in the order of their cost. */
function layers(): { push(state: State): void; shift(): State | undefined } {
  const byCost: State[][] = [];
  let at = 0;
  return {
    push(state) {
      (byCost[costOf(state)] ??= []).push(state);
    },
    shift() {
      for (; at < byCost.length; at++) {
        const state = byCost[at]?.pop();
        if (state) return state;
      }
      return undefined;
    },
  };
}

type Add = (words: string, misfortune: boolean, change: () => Promise<Partial<State>>) => void;

interface Game {
  readonly first: State;
  readonly steps: (state: State) => readonly Step[];
  readonly keyOf: (state: State) => string;
  readonly histories: () => number;
}

const names = 'ABCDEFGH';

function gameOf(scenario: Scenario, wrong: WrongWorld): Game {
  const idOf = interning();
  let locals = 0;
  const processes = scenario.asked.map((asked, index) => processOf(asked, index + 1, idOf, () => ++locals));
  const kinds = scenario.asked.map(kindOf);

  const first: State = {
    world: scenario.world,
    processes: processes.map(() => ({ local: undefined, dead: false, unheard: [], gone: false })),
    adrift: [],
    happened: [],
    misfortunes: 0,
    steps: 0,
    from: undefined,
    arrived: [],
    ledger: [],
    sessions: [],
  };

  function keyOf({ world, processes: standing, adrift, happened }: State): string {
    const { now, ledger, sessions, openChats, connect } = world;
    const outside = [ledger, sessions, openChats, connect].map(idOf);
    const inside = standing.map(
      ({ local, dead, unheard, gone }) =>
        `${local?.id ?? 0}${dead ? 'x' : ''}${gone === false ? '' : gone}${unheard.map(({ call, reply }) => `,${call}=${idOf(reply)}`).join('')}`,
    );
    const loose = adrift.map(({ process, call }) => `${process}:${idOf(call)}`).toSorted();
    return `${now}|${outside.join(' ')}|${inside.join(' ')}|${loose.join(' ')}|${happened.join(' ')}`;
  }

  function after(state: State, step: Step, choice: number, change: Partial<State>): State {
    return {
      ...state,
      arrived: [],
      ledger: [],
      sessions: [],
      ...change,
      steps: state.steps + 1,
      misfortunes: state.misfortunes + (step.misfortune ? 1 : 0),
      from: { state, step: step.words, choice },
    };
  }

  function steps(state: State): readonly Step[] {
    const all: Step[] = [];
    const add = (words: string, misfortune: boolean, change: () => Promise<Partial<State>>): void => {
      const choice = all.length;
      const step: Step = {
        words,
        misfortune,
        take: async () => after(state, step, choice, await change()),
      };
      all.push(step);
    };
    if (scenario.settledSessions) {
      for (const [index, standing] of state.processes.entries()) {
        const read = standing.dead ? undefined : standing.local?.pending.find(readsSession);
        if (read) {
          stepsOf(state, index, standing, add, read);
          return all;
        }
      }
    }
    for (const [index, standing] of state.processes.entries()) stepsOf(state, index, standing, add);
    for (const [index, { process, call }] of state.adrift.entries())
      add(`${names[process]}'s ${wordsOf(call)} arrives after all`, false, async () => {
        const { world, ledger, sessions } = await arrive(state.world, process, call);
        return {
          world,
          ledger,
          sessions,
          arrived: [{ process, call }],
          adrift: state.adrift.toSpliced(index, 1),
        };
      });
    for (const [index, event] of (scenario.events ?? []).entries())
      if (!state.happened.includes(index))
        add(event.words, event.misfortune, async () => ({
          world: state.world,
          ...(await event.happen(state.world)),
          happened: [...state.happened, index].toSorted((one, other) => one - other),
        }));
    if (!hasEnded(state)) leapsOf(state, scenario.leaps ?? [], add);
    return all;
  }

  function stepsOf(state: State, index: number, standing: Standing, add: Add, only?: Call): void {
    const { local, dead, unheard } = standing;
    const process = processes[index] as Process;
    const name = names[index] ?? '';
    if (dead || local?.result) return;
    if (!local) {
      // Of processes that are alike, the first is called the first.
      const before = kinds.indexOf(kinds[index] as string);
      if (
        state.processes
          .slice(before, index)
          .some((other, at) => !other.local && kinds[before + at] === kinds[index])
      )
        return;
      add(`${name} begins`, false, async () =>
        withProcess(state, index, {
          ...standing,
          local: await process.begin(state.world.now),
          gone: goneFor(scenario.asked[index] as Asked, state.world),
        }),
      );
      return;
    }
    const hear = async (world: World, call: number, reply: Reply): Promise<Standing> => ({
      ...standing,
      local: await process.answer(local, { call, at: world.now, reply }),
      unheard: unheard.filter((waiting) => waiting.call !== call),
    });
    for (const call of only ? [only] : local.pending) {
      const words = wordsOf(call);
      const answered = unheard.find((waiting) => waiting.call === call.index);
      if (answered) {
        add(`${name} hears of its ${words}`, false, async () =>
          withProcess(state, index, await hear(state.world, call.index, answered.reply)),
        );
        continue;
      }
      if (call.port === 'sleep') {
        add(`${name} wakes`, false, async () => {
          const now = Math.max(state.world.now, call.issued + Number(call.given[0]));
          const world = { ...state.world, now };
          return withProcess(
            { ...state, world },
            index,
            await hear(world, call.index, { kind: 'value', value: undefined }),
          );
        });
        continue;
      }
      add(`${name}: ${words}`, false, async () => {
        const { world, reply, ledger, sessions } = await arrive(state.world, index, call);
        return {
          ...withProcess({ ...state, world }, index, await hear(world, call.index, reply)),
          arrived: [{ process: index, call }],
          ledger,
          sessions,
        };
      });
      if (!only)
        add(`${name}: ${words}; it is held up before it hears the answer`, true, async () => {
          const { world, reply, ledger, sessions } = await arrive(state.world, index, call);
          const waiting = { ...standing, unheard: [...unheard, { call: call.index, reply }] };
          return {
            ...withProcess({ ...state, world }, index, waiting),
            arrived: [{ process: index, call }],
            ledger,
            sessions,
          };
        });
      for (const [how, reply] of mishapsOf(call))
        add(`${name}: ${words}: ${how}`, true, async () => {
          const lost =
            reply.kind === 'unreachable' || (reply.kind === 'failure' && reply.failure.kind === 'ambiguous');
          return {
            ...withProcess(state, index, await hear(state.world, call.index, reply)),
            adrift: lost && isWrite(call) ? [...state.adrift, { process: index, call }] : state.adrift,
          };
        });
      if (call.port !== 'upstream' && isWrite(call))
        add(`${name}: ${words}, sent twice as the first answer was lost`, true, async () => {
          const once = await arrive(state.world, index, call);
          const { world, reply, ledger, sessions } = await arrive(once.world, index, call);
          return {
            ...withProcess({ ...state, world }, index, await hear(world, call.index, reply)),
            arrived: [
              { process: index, call },
              { process: index, call },
            ],
            ledger: [...once.ledger, ...ledger],
            sessions: [...once.sessions, ...sessions],
          };
        });
    }
    if (!only)
      add(`${name} dies`, true, () =>
        Promise.resolve({
          ...withProcess(state, index, { ...standing, dead: true, unheard: [] }),
          adrift: [
            ...state.adrift,
            ...local.pending
              .filter((call) => isWrite(call) && !unheard.some((waiting) => waiting.call === call.index))
              .map((call) => ({ process: index, call })),
          ],
        }),
      );
  }

  async function arrive(world: World, process: number, call: Call): Promise<Performed> {
    const performed = await perform(world, call, wrong, () => (process * 64 + call.index + 1) / 1_024);
    if (scenario.settledSessions && performed.sessions.length > 0) throw new Error('a session is written');
    return performed;
  }

  return { first, steps, keyOf, histories: () => locals };
}

function kindOf(asked: Asked): string {
  return JSON.stringify({ ...asked, bearer: undefined, operation: asked.operation?.name });
}

function goneFor({ session }: Asked, { sessions }: World): Session['ended'] {
  return (session !== undefined && sessions.get(session)?.ended) || false;
}

function withProcess(state: State, index: number, standing: Standing): Partial<State> {
  return { world: state.world, processes: state.processes.with(index, standing) };
}

function readsSession({ port, method }: Call): boolean {
  return port === 'sessions' && method === 'read';
}

const reads: ReadonlySet<string> = new Set(['read', 'due', 'count', 'ofContact', 'chat', 'reference']);

function isWrite({ port, method }: Call): boolean {
  return port === 'upstream' || (port !== 'sleep' && !reads.has(method));
}

/** What may come of a call that its process is told has failed. */
function mishapsOf({ port }: Call): readonly (readonly [string, Reply])[] {
  if (port !== 'upstream' && port !== 'contacts') return [['no answer', { kind: 'unreachable' }]];
  const failed: readonly (readonly [string, Reply])[] = [
    ['no answer', { kind: 'failure', failure: { kind: 'ambiguous', detail: 'TimeoutError' } }],
    ['throttled', { kind: 'failure', failure: { kind: 'throttled' } }],
  ];
  if (port === 'contacts') return failed;
  return [
    ...failed,
    [
      'refused with 400',
      {
        kind: 'failure',
        failure: { kind: 'rejected', status: 400, name: 'ValidationException', message: '' },
      },
    ],
  ];
}

/** Milliseconds: no process is held up for so long. */
const outlived = 60_000;

/**
 * The clock leaps. A process may be held up for longer than a lease; but Lambda ends it when its time is over, half a
 * minute at most: none outlives ten minutes, and neither does a call on its way.
 */
function leapsOf(state: State, further: readonly Leap[], add: Add): void {
  const { world } = state;
  const atWork = isAtWork(state);
  const leaps = new Map<string, number>();
  const to = (words: string, at: number): void => {
    if (at > world.now) leaps.set(words, Math.min(at, leaps.get(words) ?? Infinity));
  };
  const long = new Set(['ten minutes pass', 'a day passes']);
  for (const { state: of, lease, created, expires } of world.ledger.values()) {
    if (of === 'PENDING') to('the lease runs out', lease);
    if (atWork) continue;
    if (of === 'PENDING' && further.includes('horizon')) to('ten minutes pass', created + takeOverHorizon);
    if (further.includes('expiry')) to('a day passes', expires);
  }
  const within = (words: string, at: number): void => {
    if (!atWork || at <= world.now + outlived) to(words, at);
  };
  for (const { connecting, expires, due } of world.sessions.values()) {
    if (connecting) to('the lease to connect runs out', connecting.lease);
    if (further.includes('session')) within('the session runs out', expires);
    if (further.includes('due') && due !== undefined) within('a chat is due', due);
  }
  for (const [words, now] of leaps)
    add(words, atWork, () =>
      Promise.resolve({ world: { ...world, now }, adrift: long.has(words) ? [] : state.adrift }),
    );
}

export function wordsOf({ port, method, given }: Call): string {
  if (port === 'upstream') return `${method} to Connect`;
  if (method === 'complete') return `ledger.complete(${(given[1] as { status: number }).status})`;
  return port === 'sleep' ? 'sleep' : `${port}.${method}`;
}
