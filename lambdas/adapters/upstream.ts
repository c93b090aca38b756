import { ConnectClient, type ConnectClientConfig } from '@aws-sdk/client-connect';
import { ConnectParticipantClient } from '@aws-sdk/client-connectparticipant';
import { classify, UpstreamError } from '../core/upstream-failure.ts';
import type { Upstream } from '../handlers/ports.ts';

/** The two services behind the API, through the AWS SDK. Retries are the caller's: it knows the budget. */

export interface UpstreamOptions {
  readonly region: string;
  /** Another service in place of AWS's. */
  readonly endpoint?: string;
}

/** The Connect service, in the name of the function's role. */
export function connectService(options: UpstreamOptions): Upstream {
  const client = new ConnectClient(configuration(options));
  return upstream((command, signal) => client.send(command as never, { abortSignal: signal }));
}

/**
 * The Participant Service. Its API looks at the token in `X-Amz-Bearer` alone, so the client has no credentials, and a
 * signer that leaves the request as it is: the role's session token stays home.
 */
export function participantService(options: UpstreamOptions): Upstream {
  const client = new ConnectParticipantClient({
    ...configuration(options),
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: (request) => Promise.resolve(request) },
  });
  return upstream((command, signal) => client.send(command as never, { abortSignal: signal }));
}

function configuration({
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

type Send = (command: object, signal: AbortSignal) => Promise<Output>;

interface Output extends Record<string, unknown> {
  readonly $metadata: { readonly requestId?: string };
}

function upstream(send: Send): Upstream {
  return {
    async send(command, input, timeout) {
      try {
        const { $metadata, ...output } = await send(new command(input), AbortSignal.timeout(timeout));
        return { output, requestId: $metadata.requestId };
      } catch (error) {
        const { $metadata } = error as { $metadata?: { requestId?: string } };
        throw new UpstreamError(classify(error), $metadata?.requestId);
      }
    },
  };
}
