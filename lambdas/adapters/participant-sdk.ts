import {
  CancelParticipantAuthenticationCommand,
  CompleteAttachmentUploadCommand,
  ConnectParticipantClient,
  DescribeViewCommand,
  DisconnectParticipantCommand,
  GetAttachmentCommand,
  GetAuthenticationUrlCommand,
  StartAttachmentUploadCommand,
} from '@aws-sdk/client-connectparticipant';
import type { CommandName } from '../operations/operation.ts';
import type { SdkOutput } from './sdk-call.ts';
import { sdkConfiguration, type UpstreamOptions } from './sdk-configuration.ts';

/**
 * The Participant Service's rarer commands, through the AWS SDK: a module of its own, loaded with the first of them.
 * Its API looks at the token in `X-Amz-Bearer` alone, so the client has no credentials, and a signer that leaves the
 * request as it is: the role's session token stays home.
 */

// The input has passed the operation's own shape, or was made by a handler.
// oxlint-disable-next-line typescript/no-explicit-any
const commands: Partial<Record<CommandName, new (input: any) => object>> = {
  CancelParticipantAuthentication: CancelParticipantAuthenticationCommand,
  CompleteAttachmentUpload: CompleteAttachmentUploadCommand,
  DescribeView: DescribeViewCommand,
  DisconnectParticipant: DisconnectParticipantCommand,
  GetAttachment: GetAttachmentCommand,
  GetAuthenticationUrl: GetAuthenticationUrlCommand,
  StartAttachmentUpload: StartAttachmentUploadCommand,
};

/** Sends one command. Fails as the AWS SDK does. */
export type ParticipantSdk = (
  command: CommandName,
  input: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
) => Promise<SdkOutput>;

export function participantSdk(options: UpstreamOptions): ParticipantSdk {
  const client = new ConnectParticipantClient({
    ...sdkConfiguration(options),
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: (request) => Promise.resolve(request) },
  });
  return async (command, input, abortSignal) => {
    const Command = commands[command];
    if (!Command) throw new Error(`${command} is not one of the Participant Service's commands here`);
    return await client.send<never, SdkOutput>(new Command(input) as never, { abortSignal });
  };
}
