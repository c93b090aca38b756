import type { Results } from '../results.ts';
import type { MeasuredCounts } from '../scale/measured-counts.ts';
import { median, netOf } from '../statistics.ts';

/** Returns what the model of scale takes from a run, of our function. */
export function measuredCounts({ counts, typing, warmCpu, coldCpu }: Results): MeasuredCounts {
  return {
    message: { ...counts.own, cpuMilliseconds: median(warmCpu.message.own) },
    event: { ...typing, cpuMilliseconds: median(warmCpu.typing) },
    coldCpuMilliseconds: median(netOf(coldCpu.own, coldCpu.empty)),
  };
}
