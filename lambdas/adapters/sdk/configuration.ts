import type { ConnectClientConfig } from '@aws-sdk/client-connect';
import type { UpstreamOptions } from '../upstream-options.ts';
import type { KeptConnections } from '../wire/kept-connections.ts';

/** What the SDK's clients have in common, over `kept` or connections of their own. Retries are the caller's. */
export function sdkConfiguration(
  { region, endpoint }: UpstreamOptions,
  kept?: KeptConnections,
): Pick<ConnectClientConfig, 'region' | 'maxAttempts' | 'endpoint' | 'requestHandler'> {
  return {
    region,
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 2_000,
      ...(kept && { [kept.tls ? 'httpsAgent' : 'httpAgent']: kept.agent }),
    },
    ...(endpoint !== undefined && { endpoint }),
  };
}
