import { ageOf, isFresh, isUsable, type Freshness, type Reading } from '../core/reading.ts';
import { parsed } from '../core/json.ts';
import { StoreError, type Ports, type Readings } from '../core/ports.ts';
import { glance } from '../operations/budgets.ts';
import type { CommandName, InputOf, OutputOf } from '../core/commands.ts';
import { CallFailure, callUpstream, failureName, type CallPorts } from './call-upstream.ts';
import type { ApiRequest } from './request.ts';
import { dispensable } from './store-failure.ts';

/** What is read of Connect for many. */
export interface Subject<T> {
  /** Of its row. */
  readonly key: string;
  readonly freshness: Freshness;
  /** Whether a read may be sent now, where the last reading is so many milliseconds old. Without it, it always may. */
  readonly admit?: (age: number | undefined) => boolean;
  /** Asks Connect. What it returns is stored as JSON; it fails with a CallFailure. */
  readonly ask: () => Promise<T>;
}

/** What is known, and how old it is, in milliseconds. */
export interface Known<T> {
  readonly value: T;
  readonly age: number;
}

export type ReadingPorts = 'readings' | CallPorts;

/** How often, and after how many milliseconds, one looks whether another has been answered, where nothing is known. */
const looks = 8;
const untilLook = 250;

/**
 * Returns the reading that there is: this process's own as long as it is fresh, else the row's, else Connect's, which
 * one process at a time asks. Whoever cannot have a fresh one gets the last; undefined where there is none that is of
 * use. It never fails for Connect or DynamoDB: a chat does not depend on it.
 */
export async function currentReading<T>(
  subject: Subject<T>,
  request: ApiRequest,
  ports: Pick<Ports, CallPorts> & { readonly readings: Readings },
): Promise<Known<T> | undefined> {
  const { readings } = ports;
  const { key, freshness, admit } = subject;
  const { store, copies } = readings;
  const known = (reading: Reading | undefined): Known<T> | undefined =>
    reading && isUsable(reading, freshness, ports.now()) ? knownOf<T>(reading, ports.now()) : undefined;

  let reading = copies.get(key);
  if (reading && isFresh(reading, freshness, ports.now())) return known(reading);
  for (let look = 0; look < looks; look++) {
    const stored = await tolerated(() => store.read(key, request.trace));
    // Without the table nobody knows whose turn it is.
    if (stored === 'failed') return known(reading);
    if (stored && stored.at >= (reading?.at ?? 0)) reading = stored;
    if (reading) copies.set(key, reading);
    if (reading && isFresh(reading, freshness, ports.now())) return known(reading);
    const now = ports.now();
    if ((stored?.next ?? 0) <= now) {
      if (admit?.(reading && ageOf(reading, now)) === false) return known(reading);
      const turn = { now, next: now + freshness.again, expires: now + freshness.kept };
      const taken = await tolerated(() => store.take(key, turn, request.trace));
      if (taken === 'failed') return known(reading);
      if (taken) return known((await ask(subject, request, ports)) ?? reading);
    }
    const usable = known(reading);
    if (usable || failedBefore(stored, now, freshness)) return usable;
    await ports.sleep(untilLook);
  }
  return known(reading);
}

/** Whether whoever has the turn must have been answered by now, or never will be. */
function failedBefore(stored: Reading | undefined, now: number, { again }: Freshness): boolean {
  return stored !== undefined && now - (stored.next - again) > glance.upstream;
}

async function ask<T>(
  { key, freshness, ask: read }: Subject<T>,
  { trace }: ApiRequest,
  { readings: { store, copies }, now }: Pick<Ports, 'now'> & { readonly readings: Readings },
): Promise<Reading | undefined> {
  try {
    const value = JSON.stringify(await read());
    const at = now();
    copies.set(key, { value, at, next: at });
    await dispensable(() => store.keep(key, { value, at, expires: at + freshness.kept }, trace));
    return copies.get(key);
  } catch (error) {
    if (!(error instanceof CallFailure)) throw error;
    trace.readFailure = failureName(error);
    return undefined;
  }
}

function knownOf<T>(reading: Reading, now: number): Known<T> | undefined {
  const value = parsed(reading.value ?? '');
  return value === undefined ? undefined : { value: value as T, age: ageOf(reading, now) ?? 0 };
}

async function tolerated<T>(call: () => Promise<T>): Promise<T | 'failed'> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return 'failed';
  }
}

/** Asks Connect once, and not for long: whoever wants to know can ask again. */
export async function glanceAt<C extends CommandName>(
  command: C,
  input: InputOf<C>,
  request: ApiRequest,
  ports: Pick<Ports, CallPorts>,
): Promise<OutputOf<C>> {
  return await callUpstream({ command, input, budget: glance }, request, ports);
}
