import type { Config } from '../config/config.ts';
import { resourceId } from '../config/resource-id.ts';
import { failureOf, type ClientConfiguration } from '../doctor/asked.ts';
import { detailOf } from '../doctor/facts.ts';
import { connectClient } from './connect-client.ts';
import { findContacts, mostContacts, type Found, type FoundContact, type Search } from './find-contacts.ts';

/** What a search works with. */
export interface SearchSurroundings {
  /** Reads a line of the standard input; undefined if it has none. */
  readonly input: () => Promise<string | undefined>;
  /** Takes what is said meanwhile. */
  readonly progress: (text: string) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

/** The longest value that SearchContacts takes, in characters. */
const longestValue = 100;

/**
 * Finds the contacts of a person, whose value it reads from the standard input: npm prints and logs a command line.
 * Returns a sentence, without an end, where it finds none for certain.
 */
export async function contactsOfPerson(
  { attribute, since }: Pick<Search, 'attribute' | 'since'>,
  { instanceArns }: Config,
  configuration: ClientConfiguration,
  { input, progress, now, sleep }: SearchSurroundings,
): Promise<ReadonlyMap<string, FoundContact> | { readonly refused: string }> {
  progress(`… reads the value of ${attribute} from the standard input\n`);
  const value = (await input()) ?? '';
  if (value === '' || Array.from(value).length > longestValue)
    return { refused: `The standard input must have the value, a line of 1 to ${longestValue} characters` };
  let found: Found | 'too many';
  try {
    found = await findContacts({ attribute, value, since, now: now() }, instanceArns.map(resourceId), {
      client: await connectClient(configuration),
      sleep,
      onRange: (instanceId, from, count) =>
        progress(`… ${contacts(count)} found, searched back to ${dayOf(from)} in ${instanceId}\n`),
    });
  } catch (error) {
    return { refused: whyNot(error) };
  }
  if (found === 'too many')
    return {
      refused: `More than ${mostContacts} contacts are found by this value of ${attribute}: take an attribute that only one person has, or name a later day by --since`,
    };
  const { contacts: same, others } = found;
  if (others > 0) progress(`… ${contacts(others)} let be: the value there is another one\n`);
  if (same.size === 0)
    return {
      refused: `Connect's search finds no chat since ${dayOf(since)} with this value of ${attribute}. It finds those that began after the attribute was made searchable`,
    };
  progress(`… ${contacts(same.size)} with this value of ${attribute}\n`);
  return same;
}

function whyNot(error: unknown): string {
  const failure = failureOf(error);
  if (failure.kind === 'not-allowed')
    return 'Connect does not allow the search: it takes connect:SearchContacts of the instance, and connect:GetContactAttributes and connect:DescribeContact of its contacts';
  // Connect's own text may have the value, its error's name has not.
  if (failure.kind === 'not-found')
    return `Connect refuses the search (${(error as Error).name}): look whether the attribute is searchable in each instance`;
  return `Connect has not answered the search (${detailOf(failure)}): repeat the command`;
}

function contacts(count: number): string {
  return `${count} ${count === 1 ? 'contact' : 'contacts'}`;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
