import type { ConnectClient } from '@aws-sdk/client-connect';
import type { ClientConfiguration } from '../doctor/asked.ts';

/**
 * Returns a client of Connect's that waits out throttling for about half a minute: hundreds of contacts are more than
 * Connect's quotas of a few requests a second let through at once.
 */
export async function connectClient(configuration: ClientConfiguration): Promise<ConnectClient> {
  const { ConnectClient: Client } = await import('@aws-sdk/client-connect');
  return new Client({ ...configuration, maxAttempts: 8 });
}
