import type { RequestCounts } from '../message-counts.ts';
import type { Results } from '../results.ts';
import { median, netOf } from '../statistics.ts';

/**
 * The section on scale, which follows from the measured counts.
 *
 * THE ONE PLACE that calls `scaleSection` of bench/scale/section.ts, once that is here:
 * `return [scaleSection(measuredCounts(results))];`
 */
export function scaleSections(_results: Results): readonly string[] {
  return [];
}

/** What the model of scale takes from a run, of our function. */
export function measuredCounts({ counts, typing, warmCpu, coldCpu }: Results): {
  readonly message: RequestCounts & { readonly cpuMilliseconds: number };
  readonly event: RequestCounts & { readonly cpuMilliseconds: number };
  readonly coldCpuMilliseconds: number;
} {
  return {
    message: { ...counts.own, cpuMilliseconds: median(warmCpu.message.own) },
    event: { ...typing, cpuMilliseconds: median(warmCpu.typing) },
    coldCpuMilliseconds: median(netOf(coldCpu.own, coldCpu.empty)),
  };
}
