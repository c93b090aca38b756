import {
  ConnectClient,
  DescribeContactCommand,
  ListAssociatedContactsCommand,
  StopContactCommand,
} from '@aws-sdk/client-connect';
import type { Contacts } from '../core/contacts.ts';
import type { CommandName, InputOf, OutputOf } from '../core/commands.ts';
import { chatReferenceAttribute } from '../core/start.ts';
import { UpstreamError } from '../core/upstream-failure.ts';
import { sdkCall } from './sdk/call.ts';
import { sdkSend, type SdkCommands } from './sdk/commands.ts';
import { sdkConfiguration } from './sdk/configuration.ts';
import type { UpstreamOptions } from './upstream-options.ts';

/** Milliseconds of one call. */
const timeout = 5_000;

/** Contacts of Connect, through the AWS SDK and in the name of the function's role. */
export function connectContacts(options: UpstreamOptions): Contacts {
  const send = sdkSend(new ConnectClient(sdkConfiguration(options)), {
    StopContact: StopContactCommand,
    DescribeContact: DescribeContactCommand,
    ListAssociatedContacts: ListAssociatedContactsCommand,
  } satisfies SdkCommands);

  async function ask<C extends CommandName>(command: C, input: InputOf<C>): Promise<OutputOf<C> | undefined> {
    try {
      return (await sdkCall((signal) => send(command, input, signal), timeout)).output;
    } catch (error) {
      // 404, and 410: the contact is gone.
      if (error instanceof UpstreamError && isGone(error)) return undefined;
      throw error;
    }
  }

  return {
    async stop(InstanceId, ContactId) {
      return (await ask('StopContact', { InstanceId, ContactId })) !== undefined;
    },

    async open(InstanceId, ContactId) {
      const [itself, associated] = await Promise.all([
        ask('DescribeContact', { InstanceId, ContactId }),
        ask('ListAssociatedContacts', { InstanceId, ContactId }),
      ]);
      const later = (associated?.ContactSummaryList ?? [])
        .filter(
          ({ Channel = 'CHAT', InitialContactId }) => Channel === 'CHAT' && InitialContactId === ContactId,
        )
        .filter(({ DisconnectTimestamp }) => DisconnectTimestamp === undefined)
        .flatMap(({ ContactId: id }) => id ?? []);
      const goesOn = itself?.Contact !== undefined && itself.Contact.DisconnectTimestamp === undefined;
      return [...new Set([...(goesOn ? [ContactId] : []), ...later])];
    },

    async reference(InstanceId, ContactId) {
      const described = await ask('DescribeContact', { InstanceId, ContactId });
      return described?.Contact?.Attributes?.[chatReferenceAttribute];
    },
  };
}

function isGone({ failure }: UpstreamError): boolean {
  return failure.kind === 'rejected' && (failure.status === 404 || failure.status === 410);
}
