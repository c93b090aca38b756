import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';

/** Lambda gives a function with less memory than this, in megabytes, a slice of a core. */
const coreMemory = 1_769;
/** Microseconds in which it has one slice. */
const period = 20_000;

/** What gives a process no more CPU than Lambda gives at some memory. */
export interface CpuSlice {
  /** From now on, and all its threads together. */
  readonly hold: (pid: number) => void;
  /** Once no process is left in it. */
  readonly remove: () => void;
}

/** By a control group of Linux (version 1). Undefined where this process may not make one. */
export function cpuSlice(megabytes: number): CpuSlice | undefined {
  const folder = `/sys/fs/cgroup/cpu/connect-chat-bff-bench-${process.pid}-${megabytes}`;
  try {
    mkdirSync(folder);
    writeFileSync(`${folder}/cpu.cfs_period_us`, String(period));
    writeFileSync(`${folder}/cpu.cfs_quota_us`, String(Math.round((period * megabytes) / coreMemory)));
  } catch {
    return undefined;
  }
  return {
    hold: (pid) => writeFileSync(`${folder}/cgroup.procs`, String(pid)),
    remove: () => rmdirSync(folder),
  };
}
