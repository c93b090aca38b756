import { setTimeout } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { failureOf, type ClientConfiguration } from '../doctor/asked.ts';
import { detailOf } from '../doctor/facts.ts';
import type { Receipt } from './erase-rows.ts';

/** What has become of Connect's own record of a contact. */
export type AtConnect = 'deleted' | 'not ended' | 'not there' | { readonly failure: string };

/** Connect may take a moment to end a chat: so often its data are asked for again, and after so many milliseconds. */
const attempts = 5;
const pause = 500;

/**
 * Ends a contact that is open, and those that its chat was transferred to, and has Connect delete the personal data of
 * their records. Asks each instance that the contact may be of: those of its sessions, or where none are left, all that
 * are configured.
 */
export async function eraseAtConnect(
  contactId: string,
  { instanceIds }: Receipt,
  { instanceArns }: Config,
  configuration: ClientConfiguration,
): Promise<AtConnect> {
  const { ConnectClient, DeleteContactDataCommand, StopContactCommand, ListAssociatedContactsCommand } =
    await import('@aws-sdk/client-connect');
  const client = new ConnectClient(configuration);

  /** The contact, if it is there, and those that its chat was transferred to. */
  async function contactsOf(InstanceId: string): Promise<readonly string[]> {
    const found = [contactId];
    try {
      for (let next: string | undefined, more = true; more; more = next !== undefined) {
        const asked = { InstanceId, ContactId: contactId, ...(next !== undefined && { NextToken: next }) };
        const { ContactSummaryList = [], NextToken } = await client.send(
          new ListAssociatedContactsCommand(asked),
        );
        for (const { ContactId, InitialContactId } of ContactSummaryList)
          if (ContactId !== undefined && InitialContactId === contactId) found.push(ContactId);
        next = NextToken;
      }
    } catch (error) {
      if (isGone(error)) return [];
      throw error;
    }
    return [...new Set(found)];
  }

  async function stop(InstanceId: string, ContactId: string): Promise<void> {
    try {
      await client.send(new StopContactCommand({ InstanceId, ContactId }));
    } catch (error) {
      // It has ended, or its chat was transferred.
      if (!isGone(error)) throw error;
    }
  }

  async function deleteData(InstanceId: string, ContactId: string): Promise<AtConnect> {
    const command = { InstanceId, ContactId, ContactFields: ['CUSTOMER_ENDPOINT' as const] };
    for (let attempt = 1; ; attempt++)
      try {
        await client.send(new DeleteContactDataCommand(command));
        return 'deleted';
      } catch (error) {
        if (isGone(error)) return 'not there';
        if ((error as Error).name !== 'ContactNotTerminatedException') throw error;
        if (attempt === attempts) return 'not ended';
        await setTimeout(pause);
      }
  }

  let result: AtConnect = 'not there';
  const configured = instanceArns.map((arn) => arn.split('/').at(-1) ?? '');
  for (const instanceId of instanceIds.size > 0 ? instanceIds : configured)
    try {
      const contacts = await contactsOf(instanceId);
      for (const contact of contacts) await stop(instanceId, contact);
      for (const contact of contacts) {
        const deleted = await deleteData(instanceId, contact);
        if (deleted === 'not ended') return deleted;
        if (deleted === 'deleted') result = deleted;
      }
      if (result === 'deleted') return result;
    } catch (error) {
      result = { failure: detailOf(failureOf(error)) };
    }
  return result;
}

function isGone(error: unknown): boolean {
  const { $metadata } = error as { readonly $metadata?: { readonly httpStatusCode?: number } };
  return [404, 410].includes($metadata?.httpStatusCode ?? 0);
}
