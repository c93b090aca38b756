import type { InputOf, OutputOf } from './commands.ts';

/** What an erasure asks Connect for. */
export type ErasureCommand =
  'ListAssociatedContacts' | 'DescribeContact' | 'StopContact' | 'DeleteContactData';

/**
 * Asks Connect once: `gone` where it does not know the contact, or says that it has ended; `not ended` where it takes the
 * contact only when it has. Fails where Connect refuses, or cannot be asked.
 */
export type AskConnect = <C extends ErasureCommand>(
  command: C,
  input: InputOf<C>,
) => Promise<OutputOf<C> | 'gone' | 'not ended'>;

/** What has become of Connect's own record of a contact: of all contacts of its chat, or of none for certain. */
export type AtConnect = 'deleted' | 'not ended' | 'not there' | { readonly failure: unknown };

/** Connect may take a moment to end a chat: so often its data are asked for again, and after so many milliseconds. */
const attempts = 5;
const pause = 500;

/**
 * Ends a contact that is open, and those that its chat was transferred to, and has Connect delete the personal data of
 * their records. Asks each instance that the contact may be of. May be repeated.
 */
export async function eraseAtConnect(
  contactId: string,
  instanceIds: Iterable<string>,
  { ask, sleep }: { readonly ask: AskConnect; readonly sleep: (milliseconds: number) => Promise<unknown> },
): Promise<AtConnect> {
  let result: AtConnect = 'not there';
  for (const instanceId of instanceIds)
    try {
      const contacts = await contactsOf(instanceId, contactId, ask);
      // One that was transferred has ended, and is gone: so is one whose visitor has left.
      for (const ContactId of contacts) await ask('StopContact', { InstanceId: instanceId, ContactId });
      for (const contact of contacts) {
        const deleted = await deleteData(instanceId, contact, { ask, sleep });
        if (deleted === 'not ended') return deleted;
        if (deleted === 'deleted') result = deleted;
      }
      if (await goesOnUnlisted(instanceId, contactId, contacts, ask)) return 'not ended';
      if (result === 'deleted') return result;
    } catch (failure) {
      result = { failure };
    }
  return result;
}

/** The contact, if it is there, and those that its chat was transferred to. */
async function contactsOf(
  InstanceId: string,
  contactId: string,
  ask: AskConnect,
): Promise<ReadonlySet<string>> {
  const found = new Set([contactId]);
  for (let next: string | undefined, more = true; more; more = next !== undefined) {
    const page = await ask('ListAssociatedContacts', {
      InstanceId,
      ContactId: contactId,
      ...(next !== undefined && { NextToken: next }),
    });
    if (typeof page === 'string') return new Set();
    for (const { ContactId, InitialContactId, PreviousContactId } of page.ContactSummaryList ?? [])
      if (ContactId !== undefined && [InitialContactId, PreviousContactId].includes(contactId))
        found.add(ContactId);
    next = page.NextToken;
  }
  return found;
}

/** Whether the contact was transferred, and Connect does not list yet where to: it does so a moment later. */
async function goesOnUnlisted(
  InstanceId: string,
  ContactId: string,
  contacts: ReadonlySet<string>,
  ask: AskConnect,
): Promise<boolean> {
  if (contacts.size !== 1) return false;
  const described = await ask('DescribeContact', { InstanceId, ContactId });
  const { DisconnectReason, NextContacts = [] } =
    typeof described === 'string' ? {} : (described.Contact ?? {});
  return DisconnectReason === 'TRANSFERRED' || NextContacts.length > 0;
}

async function deleteData(
  InstanceId: string,
  ContactId: string,
  { ask, sleep }: { readonly ask: AskConnect; readonly sleep: (milliseconds: number) => Promise<unknown> },
): Promise<'deleted' | 'not ended' | 'not there'> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask('DeleteContactData', {
      InstanceId,
      ContactId,
      ContactFields: ['CUSTOMER_ENDPOINT'],
    });
    if (answer === 'gone') return 'not there';
    if (answer !== 'not ended') return 'deleted';
    if (attempt === attempts) return answer;
    await sleep(pause);
  }
}
