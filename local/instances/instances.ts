import { keepLines } from '../ops/ops-api.ts';
import { forkApiProcess, type ApiProcess } from './fork-api-process.ts';
import { createInstance } from './instance.ts';
import type { Beginning } from './messages.ts';

/**
 * The API processes of `npm start`, each behind a port of its own. The ports are held here, so that a process can be
 * exchanged for another one and nobody's connection is refused.
 */
export interface Instances {
  /** From the first on. */
  readonly ports: readonly number[];
  /** Of the processes that answer now. */
  readonly pids: readonly number[];
  /** Puts new processes in place of all, the crashed ones too; rejects, and changes nothing, if one does not start. */
  exchange(beginning: Omit<Beginning, 'lines'>): Promise<void>;
  close(): Promise<void>;
}

export interface InstancesOptions {
  /** The first one; 0 is any free port for each. */
  readonly port: number;
  readonly count: number;
  /** A line that an instance has written; instances are numbered from 1. */
  readonly line: (line: string, instance: number) => void;
  /** What a process writes to stderr. */
  readonly complaint: (text: string) => void;
  /** A process that answered has ended, and nobody told it to. */
  readonly crash: (crash: { readonly instance: number; readonly port: number; readonly how: string }) => void;
}

/** Listens; rejects with the system's error, and holds no port, when one of them cannot be had. */
export async function startInstances({
  port,
  count,
  line: write,
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

  function start(_: unknown, index: number): ApiProcess {
    const process = forkApiProcess({
      line(line) {
        write(line, index + 1);
        if (!kept.take(line)) return;
        for (const other of running) if (other !== process) other.tell(line);
      },
      complaint,
    });
    running.add(process);
    void process.ended.finally(() => running.delete(process));
    return process;
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
  // They load what they need while the functions are built.
  let next = all.map(start);

  return {
    get ports() {
      return all.map((instance) => instance.port);
    },
    get pids() {
      return all.flatMap(({ current }) => current?.pid ?? []);
    },
    async exchange(beginning) {
      const fresh = next.length > 0 ? next : all.map(start);
      next = [];
      try {
        await Promise.all(fresh.map((process) => process.begin({ ...beginning, lines: kept.lines })));
        for (const instance of all) await instance.listen();
      } catch (error) {
        for (const process of fresh) process.end();
        throw error;
      }
      for (const [index, process] of fresh.entries()) all[index]?.answerWith(process);
    },
    async close() {
      stopListening();
      const ended = [...running].map((process) => process.ended);
      for (const process of running) process.end();
      await Promise.all(ended);
    },
  };
}
