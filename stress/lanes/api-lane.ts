import { forkApiProcess, type ApiProcess } from '../../local/instances/fork-api-process.ts';
import { createInstance } from '../../local/instances/instance.ts';
import { startTap, type Tap, type TapOptions } from './tap.ts';

/** An API process behind a port and before a tap; where it is killed, another one takes its place. */
export interface ApiLane {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly tap: Tap;
  /** Resolves when a process is there to answer. */
  ready(): Promise<void>;
  /** How many have been killed so far. */
  readonly killed: number;
  close(): Promise<void>;
}

export interface LaneOptions extends Omit<TapOptions, 'kill'> {
  /** Of the next process itself: the preloaded modules and their variables. */
  readonly processEnvironment: () => NodeJS.ProcessEnv;
  /** Of the functions, whose services are at this URL. */
  readonly functionEnvironment: (services: string) => Readonly<Record<string, string>>;
  /** Waited for before another process takes the place of a killed one. Default: nothing. */
  readonly away?: (() => Promise<void>) | undefined;
}

export interface Modules {
  readonly participant: string;
  readonly connect: string;
}

export async function startApiLane(functions: Modules, options: LaneOptions): Promise<ApiLane> {
  let current: ApiProcess | undefined;
  let killed = 0;
  let next: Promise<void> = Promise.resolve();
  let closing = false;
  const tap = await startTap({ ...options, kill });
  const instance = createInstance(0, () => undefined);

  async function replace(): Promise<void> {
    const fresh = forkApiProcess({
      environment: options.processEnvironment(),
      prints: false,
      line: () => undefined,
      complaint: (text) => process.stderr.write(text),
    });
    current = fresh;
    await fresh.begin({
      environment: options.functionEnvironment(tap.url),
      functions,
      allowedHeaders: [],
      simulator: undefined,
      look: undefined,
      lines: [],
    });
    await instance.listen();
    await instance.answerWith(fresh);
  }

  async function replaceAfter(dying: ApiProcess): Promise<void> {
    await dying.ended;
    await options.away?.();
    if (!closing) await replace();
  }

  function kill(): void {
    const dying = current;
    if (dying === undefined || closing) return;
    current = undefined;
    killed++;
    dying.end();
    next = replaceAfter(dying);
    // Whoever waits for it is told.
    next.catch(() => undefined);
  }

  await replace();
  return {
    get url() {
      return `http://127.0.0.1:${instance.port}`;
    },
    tap,
    ready: () => next,
    get killed() {
      return killed;
    },
    async close() {
      closing = true;
      await next.catch(() => undefined);
      const last = current;
      instance.close();
      last?.end();
      await last?.ended;
      await tap.close();
    },
  };
}
