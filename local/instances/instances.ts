import { keepLines } from '../ops/ops-api.ts';
import { forkApiProcess, type ApiProcess } from './fork-api-process.ts';
import { createInstance } from './instance.ts';
import type { Beginning } from './messages.ts';
import type { LineLook } from './request-line.ts';

/**
 * The API processes of `npm start`, each behind a port of its own. The ports are held here, so that a process can be
 * exchanged for another one and nobody's connection is refused.
 */
export interface Instances {
  /** The ports, from the first on. */
  readonly ports: readonly number[];
  /** Ids of the processes that answer now. */
  readonly pids: readonly number[];
  /**
   * Replaces all processes by new ones, crashed ones too. Rejects, and changes nothing, if one does not start. They
   * load their modules while their first state is being found out.
   */
  exchange(beginning: Promise<Omit<Beginning, 'lines' | 'look'>>): Promise<void>;
  close(): Promise<void>;
}

export interface InstancesOptions {
  /** The first port; with 0, each gets any free one. */
  readonly port: number;
  readonly count: number;
  /** How requests are printed, without the instance's number. If undefined, as the functions log them. */
  readonly look: { readonly colour: boolean } | undefined;
  /** Takes what a process writes to stderr. */
  readonly complaint: (text: string) => void;
  /** Called when a process ends that nobody had told to end. */
  readonly crash: (crash: { readonly instance: number; readonly port: number; readonly how: string }) => void;
}

/** Listens. If one of the ports cannot be had, rejects with the system's error and holds none. */
export async function startInstances({
  port,
  count,
  look,
  complaint,
  crash,
}: InstancesOptions): Promise<Instances> {
  const kept = keepLines();
  const running = new Set<ApiProcess>();
  const all = Array.from({ length: count }, (_, index) => {
    const instance = createInstance(port === 0 ? 0 : port + index, (how) =>
      crash({ instance: index + 1, port: instance.port, how }),
    );
    return instance;
  });

  function start(): ApiProcess {
    const process = forkApiProcess({
      line(line) {
        if (!kept.take(line)) return;
        for (const other of running) if (other !== process) other.tell(line);
      },
      complaint,
    });
    running.add(process);
    void process.ended.finally(() => running.delete(process));
    return process;
  }

  function lookOf(index: number): LineLook | undefined {
    return look && { ...look, instance: count > 1 ? index + 1 : undefined };
  }

  function stopListening(): void {
    for (const instance of all) instance.close();
  }

  try {
    for (const instance of all) await instance.listen();
  } catch (error) {
    stopListening();
    throw error;
  }
  return {
    get ports() {
      return all.map((instance) => instance.port);
    },
    get pids() {
      return all.flatMap(({ current }) => current?.pid ?? []);
    },
    async exchange(beginning) {
      const fresh = all.map(() => start());
      try {
        const common = { ...(await beginning), lines: kept.lines };
        await Promise.all(fresh.map((process, index) => process.begin({ ...common, look: lookOf(index) })));
        for (const instance of all) await instance.listen();
      } catch (error) {
        for (const process of fresh) process.end();
        throw error;
      }
      await Promise.all(
        fresh.map(async (process, index) => {
          await all[index]?.answerWith(process);
        }),
      );
    },
    async close() {
      stopListening();
      const ended = [...running].map((process) => process.ended);
      for (const process of running) process.end();
      await Promise.all(ended);
    },
  };
}
