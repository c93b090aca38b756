import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import type { Conditions } from './results.ts';

export function measuredMachine(): Conditions['machine'] {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    system: `${type()} ${release()}`,
    node: process.versions.node,
  };
}
