import { ConnectClient, CreateParticipantCommand, StartChatContactCommand } from '@aws-sdk/client-connect';
import type { Upstream } from '../handlers/ports.ts';
import { serviceEndpoint } from './endpoints.ts';
import { keptConnections } from './kept-connections.ts';
import { sdkCall, type SdkOutput } from './sdk-call.ts';
import { sdkConfiguration, type UpstreamOptions } from './sdk-configuration.ts';

// The input has passed the operation's own shape, or was made by a handler.
// oxlint-disable-next-line typescript/no-explicit-any
const commands: Readonly<Record<string, new (input: any) => object>> = {
  StartChatContact: StartChatContactCommand,
  CreateParticipant: CreateParticipantCommand,
};

/** The Connect service, in the name of the function's role, through the AWS SDK. */
export function connectService(options: UpstreamOptions): Upstream {
  const { connections = 0, endpoint = serviceEndpoint('connect', options.region) } = options;
  const client = new ConnectClient(sdkConfiguration(options, keptConnections({ endpoint, connections })));
  return {
    send(command, input, timeout) {
      const Command = commands[command];
      if (!Command) throw new Error(`${command} is not one of the Connect service's commands here`);
      return sdkCall(
        (abortSignal) => client.send<never, SdkOutput>(new Command(input) as never, { abortSignal }),
        timeout,
      );
    },
  };
}
