import { setTimeout } from 'node:timers/promises';
import type { ConnectClient } from '@aws-sdk/client-connect';
import type { InputOf, OutputOf } from '../../lambdas/core/commands.ts';
import {
  eraseAtConnect as erase,
  type AskConnect,
  type AtConnect,
  type ErasureCommand,
} from '../../lambdas/core/erase-at-connect.ts';
import type { Config } from '../config/config.ts';
import { resourceId } from '../config/resource-id.ts';
import { failureOf } from '../doctor/asked.ts';
import { detailOf } from '../doctor/facts.ts';
import type { Receipt } from './erase-rows.ts';

/** What the receipt says of Connect. */
export type ToldOfConnect = Exclude<AtConnect, object> | { readonly failure: string };

/**
 * Erases a contact at Connect. Asks each instance that it may be of: those of its sessions, or where none are left, all
 * that are configured.
 */
export async function eraseAtConnect(
  contactId: string,
  { instanceIds }: Receipt,
  { instanceArns }: Config,
  client: ConnectClient,
): Promise<ToldOfConnect> {
  const {
    DeleteContactDataCommand,
    DescribeContactCommand,
    ListAssociatedContactsCommand,
    StopContactCommand,
  } = await import('@aws-sdk/client-connect');
  const commands: { readonly [C in ErasureCommand]: new (input: InputOf<C>) => object } = {
    DeleteContactData: DeleteContactDataCommand,
    DescribeContact: DescribeContactCommand,
    StopContact: StopContactCommand,
    ListAssociatedContacts: ListAssociatedContactsCommand,
  };
  const ask: AskConnect = async <C extends ErasureCommand>(command: C, input: InputOf<C>) => {
    try {
      // The client has a signature for each of its commands, and none for one of them.
      const answer: unknown = await client.send(new commands[command](input) as never);
      return answer as OutputOf<C>;
    } catch (error) {
      if (isGone(error)) return 'gone';
      if ((error as Error).name === 'ContactNotTerminatedException') return 'not ended';
      throw error;
    }
  };
  const configured = instanceArns.map(resourceId);
  const result = await erase(contactId, instanceIds.size > 0 ? instanceIds : configured, {
    ask,
    sleep: setTimeout,
  });
  return typeof result === 'object' ? { failure: detailOf(failureOf(result.failure)) } : result;
}

function isGone(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return [404, 410].includes($metadata?.httpStatusCode ?? 0);
}
