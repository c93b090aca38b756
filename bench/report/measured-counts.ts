import type { Results } from '../results.ts';
import type { MeasuredCounts } from '../scale/measured-counts.ts';
import { median, netOf } from '../statistics.ts';

/** Returns what the model of scale takes from a run, of our function. */
export function measuredCounts({ counts, receipt, warmCpu, coldCpu }: Results): MeasuredCounts {
  return {
    message: { ...counts.own, cpuMilliseconds: median(warmCpu.message.own) },
    event: { ...receipt, cpuMilliseconds: median(warmCpu.receipt) },
    coldCpuMilliseconds: median(netOf(coldCpu.own, coldCpu.empty)),
  };
}
