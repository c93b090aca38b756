import {
  CancelParticipantAuthenticationCommand,
  CompleteAttachmentUploadCommand,
  ConnectParticipantClient,
  DescribeViewCommand,
  GetAttachmentCommand,
  GetAuthenticationUrlCommand,
  StartAttachmentUploadCommand,
} from '@aws-sdk/client-connectparticipant';
import type { CommandOf } from '../../operations/operations.ts';
import type { DirectCommand } from '../wire/participant.ts';
import { sdkSend, type SdkCommands, type SdkSend } from './commands.ts';
import type { UpstreamOptions } from '../upstream-options.ts';
import { sdkConfiguration } from './configuration.ts';

/**
 * The Participant Service's rarer commands, through the AWS SDK: a module of its own, loaded with the first of them.
 * Its API looks at the token in `X-Amz-Bearer` alone, so the client has no credentials, and a signer that leaves the
 * request as it is: the role's session token stays home.
 */
export function participantSdk(options: UpstreamOptions): SdkSend {
  const client = new ConnectParticipantClient({
    ...sdkConfiguration(options),
    credentials: { accessKeyId: '', secretAccessKey: '' },
    signer: { sign: (request) => Promise.resolve(request) },
  });
  return sdkSend(client, {
    CancelParticipantAuthentication: CancelParticipantAuthenticationCommand,
    CompleteAttachmentUpload: CompleteAttachmentUploadCommand,
    DescribeView: DescribeViewCommand,
    GetAttachment: GetAttachmentCommand,
    GetAuthenticationUrl: GetAuthenticationUrlCommand,
    StartAttachmentUpload: StartAttachmentUploadCommand,
  } satisfies Pick<Required<SdkCommands>, Exclude<CommandOf<'participant'>, DirectCommand>>);
}
