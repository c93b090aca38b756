import {
  ConnectClient,
  CreateParticipantCommand,
  DeleteContactDataCommand,
  DescribeContactCommand,
  DescribeQueueCommand,
  GetContactMetricsCommand,
  GetCurrentMetricDataCommand,
  GetEffectiveHoursOfOperationsCommand,
  ListAssociatedContactsCommand,
  StartChatContactCommand,
  StopContactCommand,
  UpdateParticipantRoleConfigCommand,
} from '@aws-sdk/client-connect';
import type { Upstream } from '../core/ports.ts';
import { serviceEndpoint } from './wire/endpoints.ts';
import { keptConnections } from './wire/kept-connections.ts';
import { participantWire } from './wire/participant.ts';
import { sdkCall } from './sdk/call.ts';
import type { CommandOf } from '../operations/operations.ts';
import { sdkSend, type SdkCommands } from './sdk/commands.ts';
import { sdkConfiguration } from './sdk/configuration.ts';
import type { UpstreamOptions } from './upstream-options.ts';

export interface ConnectServiceOptions extends UpstreamOptions {
  /** Another Participant Service in place of AWS's. */
  readonly participantEndpoint?: string | undefined;
}

/**
 * The Connect service, in the name of the function's role, through the AWS SDK; and what a participant does in its own
 * name, for one that has to be taken back: that needs its token and no permission.
 */
export function connectService(options: ConnectServiceOptions): Upstream {
  const { region, connections = 0, endpoint = serviceEndpoint('connect', region) } = options;
  const { participantEndpoint } = options;
  const participant = participantWire({
    region,
    ...(participantEndpoint !== undefined && { endpoint: participantEndpoint }),
  });
  // To where the connections are, whatever else the SDK would find in the environment.
  const client = new ConnectClient(
    sdkConfiguration({ region, endpoint }, keptConnections({ endpoint, connections })),
  );
  const send = sdkSend(client, {
    StartChatContact: StartChatContactCommand,
    UpdateParticipantRoleConfig: UpdateParticipantRoleConfigCommand,
    CreateParticipant: CreateParticipantCommand,
    GetCurrentMetricData: GetCurrentMetricDataCommand,
    GetContactMetrics: GetContactMetricsCommand,
    DescribeQueue: DescribeQueueCommand,
    GetEffectiveHoursOfOperations: GetEffectiveHoursOfOperationsCommand,
    DescribeContact: DescribeContactCommand,
    ListAssociatedContacts: ListAssociatedContactsCommand,
    StopContact: StopContactCommand,
    DeleteContactData: DeleteContactDataCommand,
  } satisfies Pick<Required<SdkCommands>, CommandOf<'connect'>>);
  return {
    send: (command, input, timeout) =>
      participant.commands.has(command)
        ? participant.send(command, input, timeout)
        : sdkCall((signal) => send(command, input, signal), timeout),
  };
}
