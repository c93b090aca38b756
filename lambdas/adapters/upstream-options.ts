/** Where a service of AWS's is. */
export interface UpstreamOptions {
  readonly region: string;
  /** Another service in place of AWS's. */
  readonly endpoint?: string;
  /** Connections to open at once. */
  readonly connections?: number;
}
