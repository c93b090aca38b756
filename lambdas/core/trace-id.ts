/**
 * The id of an X-Ray trace, from `_X_AMZN_TRACE_ID` or the X-Amzn-Trace-Id header: `Root=1-…;Parent=…;Sampled=1`. A
 * header that reads otherwise is a caller's own text, and none of it is kept.
 */
export function traceIdOf(header: string | undefined): string | undefined {
  return /(?:^|;)Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/.exec(header ?? '')?.[1];
}
