import {
  ConnectClient,
  DescribeContactCommand,
  ListAssociatedContactsCommand,
  StopContactCommand,
  type AssociatedContactSummary,
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

  /** Every page: a contact that is not seen may be the one in which the chat goes on. */
  async function associatedWith(
    InstanceId: string,
    ContactId: string,
  ): Promise<readonly AssociatedContactSummary[]> {
    const found: AssociatedContactSummary[] = [];
    for (let NextToken: string | undefined; ;) {
      const page = await ask('ListAssociatedContacts', {
        InstanceId,
        ContactId,
        ...(NextToken !== undefined && { NextToken }),
      });
      found.push(...(page?.ContactSummaryList ?? []));
      NextToken = page?.NextToken;
      if (NextToken === undefined) return found;
    }
  }

  return {
    async stop(InstanceId, ContactId) {
      return (await ask('StopContact', { InstanceId, ContactId })) !== undefined;
    },

    async chat(InstanceId, ContactId) {
      const [described, associated] = await Promise.all([
        ask('DescribeContact', { InstanceId, ContactId }),
        associatedWith(InstanceId, ContactId),
      ]);
      const later = associated.filter(
        ({ Channel = 'CHAT', ContactId: id, InitialContactId, PreviousContactId }) =>
          Channel === 'CHAT' &&
          id !== ContactId &&
          (InitialContactId === ContactId || PreviousContactId === ContactId),
      );
      const itself = described?.Contact;
      const all = [...(itself ? [{ ...itself, ContactId }] : []), ...later];
      const open = all
        .filter(({ DisconnectTimestamp }) => DisconnectTimestamp === undefined)
        .map(({ ContactId: id = '' }) => id);
      // One that was transferred goes on in another, also where Connect does not list that yet.
      const transferred =
        itself?.DisconnectReason === 'TRANSFERRED' || (itself?.NextContacts ?? []).length > 0;
      const isOver = itself !== undefined && open.length === 0 && (!transferred || later.length > 0);
      return {
        open,
        ended: isOver
          ? Math.max(...all.map(({ DisconnectTimestamp }) => DisconnectTimestamp?.getTime() ?? 0))
          : undefined,
      };
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
