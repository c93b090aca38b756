import { availableParallelism, cpus } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How busy the machine was, and how late this process was itself. */
export interface MachineLoad {
  readonly cores: number;
  /** Of all processes, the mean. */
  readonly busyCores: number;
  /** Milliseconds by which this process's timers were late, the 99th percentile. */
  readonly lateness: number;
}

/** Begins to watch; the function that it returns ends that, and tells. */
export function watchMachine(): () => MachineLoad {
  const before = ticks();
  const resolution = 10;
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  return () => {
    delays.disable();
    const after = ticks();
    const cores = availableParallelism();
    const busy = (after.busy - before.busy) / Math.max(1, after.all - before.all);
    return {
      cores,
      busyCores: busy * cores,
      lateness: Math.max(0, delays.percentile(99) / 1e6 - resolution),
    };
  };
}

function ticks(): { readonly busy: number; readonly all: number } {
  let [idle, all] = [0, 0];
  for (const { times } of cpus()) {
    idle += times.idle;
    all += Object.values(times).reduce((sum, time) => sum + time, 0);
  }
  return { busy: all - idle, all };
}
