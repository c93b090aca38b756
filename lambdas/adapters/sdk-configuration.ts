import type { ConnectClientConfig } from '@aws-sdk/client-connect';

export interface UpstreamOptions {
  readonly region: string;
  /** Another service in place of AWS's. */
  readonly endpoint?: string;
}

/** What the SDK's clients have in common. Retries are the caller's: it knows the budget. */
export function sdkConfiguration({
  region,
  endpoint,
}: UpstreamOptions): Pick<ConnectClientConfig, 'region' | 'maxAttempts' | 'endpoint' | 'requestHandler'> {
  return {
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 2_000 },
    ...(endpoint !== undefined && { endpoint }),
  };
}
