import type { ConnectClient } from '@aws-sdk/client-connect';

const day = 24 * 3_600_000;

/**
 * How far back Connect searches, in milliseconds: it keeps records of contacts for 24 months.
 * https://docs.aws.amazon.com/connect/latest/adminguide/contact-search.html
 */
export const searchable = 730 * day;

/** The longest range of a request: Connect takes up to eight weeks, and its pages do not say whether eight are too many. */
const longestRange = 7 * 7 * day;

/** Connect's quota of SearchContacts: a request every two seconds, in milliseconds. */
const pause = 2_000;

/** An attribute that more contacts share is hardly that of one person. */
export const mostContacts = 500;

/** What the contacts of a person have in common. */
export interface Search {
  /** The name of a contact attribute. */
  readonly attribute: string;
  /** Personal data: it stands in no text, whatever happens. */
  readonly value: string;
  /** Epoch milliseconds: when the contacts began at the earliest. */
  readonly since: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

export interface FoundContact {
  readonly instanceId: string;
  /** When it began, where Connect says so. */
  readonly began: Date | undefined;
}

export interface Found {
  /** By ContactId. */
  readonly contacts: ReadonlyMap<string, FoundContact>;
  /** How many more Connect has found whose value is another one. */
  readonly others: number;
}

export interface Searching {
  readonly client: ConnectClient;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Told after each range from when on has been searched (epoch milliseconds), and how many contacts are found in all. */
  readonly onRange: (instanceId: string, from: number, found: number) => void;
}

/** The time from `since` to `now` in ranges that Connect takes, the newest first. Each begins where the next one ends. */
export function ranges({
  since,
  now,
}: Pick<Search, 'since' | 'now'>): readonly (readonly [number, number])[] {
  const count = Math.max(1, Math.ceil((now - since) / longestRange));
  return Array.from({ length: count }, (_, index) => {
    const to = now - index * longestRange;
    return [Math.max(since, to - longestRange), to] as const;
  });
}

/**
 * Finds the chat contacts whose attribute has the value, by Connect's search of contacts. A contact that a chat was
 * transferred to counts as the one that the chat began with, of which the table has its rows. How the search compares
 * values, AWS's pages do not say: so each contact's own is read, and has to be the same to the letter. Fails where
 * Connect refuses, or cannot be asked.
 */
export async function findContacts(
  search: Search,
  instanceIds: readonly string[],
  { client, sleep, onRange }: Searching,
): Promise<Found | 'too many'> {
  const { GetContactAttributesCommand, SearchContactsCommand } = await import('@aws-sdk/client-connect');
  const { attribute, value } = search;
  const candidates = new Map<string, FoundContact>();
  let asked = 0;
  for (const InstanceId of instanceIds)
    for (const [from, to] of ranges(search)) {
      let next: string | undefined;
      do {
        if (asked++ > 0) await sleep(pause);
        const { Contacts = [], NextToken } = await client.send(
          new SearchContactsCommand({
            InstanceId,
            TimeRange: { Type: 'INITIATION_TIMESTAMP', StartTime: new Date(from), EndTime: new Date(to) },
            SearchCriteria: {
              Channels: ['CHAT'],
              SearchableContactAttributes: { Criteria: [{ Key: attribute, Values: [value] }] },
            },
            MaxResults: 100,
            NextToken: next,
          }),
        );
        for (const { Id, InitialContactId = Id, InitiationTimestamp } of Contacts)
          if (
            InitialContactId !== undefined &&
            (InitialContactId === Id || !candidates.has(InitialContactId))
          )
            candidates.set(InitialContactId, { instanceId: InstanceId, began: InitiationTimestamp });
        if (candidates.size > mostContacts) return 'too many';
        // Some of Connect's last pages have an empty one.
        next = NextToken || undefined;
      } while (next !== undefined);
      onRange(InstanceId, from, candidates.size);
    }
  const contacts = new Map<string, FoundContact>();
  for (const [InitialContactId, contact] of candidates) {
    const { Attributes } = await client.send(
      new GetContactAttributesCommand({ InstanceId: contact.instanceId, InitialContactId }),
    );
    if (Attributes?.[attribute] === value) contacts.set(InitialContactId, contact);
  }
  return { contacts, others: candidates.size - contacts.size };
}
