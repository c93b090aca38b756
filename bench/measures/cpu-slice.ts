import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';

/** Megabytes of memory below which Lambda gives a function a slice of a core. */
const coreMemory = 1_769;
/** The period of a slice, in microseconds. */
const period = 20_000;

/** Limits a process to the CPU that Lambda gives at some memory. */
export interface CpuSlice {
  /** Limits a process from now on, all its threads together. */
  readonly hold: (pid: number) => void;
  /** Removes the limit once no process is left under it. */
  readonly remove: () => void;
}

/** Limits by a control group of Linux (version 1). Undefined if this process may not make one. */
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
