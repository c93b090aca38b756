import { summary } from './contact-summary.ts';
import type { Contact, Segment } from './contacts.ts';
import type { Inputs, World } from './operations.ts';
import type { OutputOf } from '../../lambdas/core/commands.ts';
import { ServiceError } from './service-error.ts';

const week = 7 * 24 * 3_600_000;
/** https://docs.aws.amazon.com/connect/latest/adminguide/contact-search.html */
const longestRange = 8 * week;

/**
 * Finds contacts, those that a chat was transferred to as well, by when they began, their channels and their attributes.
 * Every attribute counts as one that was made searchable. AWS's pages do not say how values are compared: here by words,
 * as searches often do, so that whoever needs the very value finds out that it has to look.
 */
export function searchContacts(
  { contacts }: World,
  request: Inputs['SearchContacts'],
): OutputOf<'SearchContacts'> {
  const { InstanceId, TimeRange, SearchCriteria = {}, MaxResults = 100, NextToken = '0' } = request;
  const { Channels, SearchableContactAttributes, ...others } = SearchCriteria;
  // On the wire a timestamp is a number of seconds, whatever the SDK types it as.
  const [from, to] = [TimeRange?.StartTime, TimeRange?.EndTime].map((time) => Number(time) * 1_000);
  if (from === undefined || to === undefined || from > to || to - from > longestRange)
    throw new ServiceError('InvalidRequestException', 'TimeRange must be of at most 8 weeks');
  if (TimeRange?.Type !== 'INITIATION_TIMESTAMP' || Object.keys(others).length > 0 || request.Sort)
    throw new ServiceError('InvalidRequestException', 'The simulator does not know these criteria');
  const { Criteria = [], MatchType = 'MATCH_ALL' } = SearchableContactAttributes ?? {};
  const matches = ({ attributes }: Contact): boolean => {
    const fulfils = ({ Key = '', Values = [] }: (typeof Criteria)[number]): boolean =>
      Values.some((value) => hasWords(attributes[Key], value));
    return MatchType === 'MATCH_ANY' ? Criteria.some(fulfils) : Criteria.every(fulfils);
  };
  const found = contacts
    .list()
    .filter((contact) => contact.instanceId === InstanceId && (Channels?.includes(contact.channel) ?? true))
    .filter(matches)
    .flatMap((contact) => contact.segments.map((segment): [Contact, Segment] => [contact, segment]))
    .filter(([, { began }]) => began >= from && began <= to);
  const first = Number(NextToken);
  const next = first + MaxResults;
  return {
    Contacts: found.slice(first, next).map(([contact, segment]) => summary(contact, segment)),
    TotalCount: found.length,
    ...(next < found.length && { NextToken: String(next) }),
  };
}

function hasWords(text: string | undefined, words: string): boolean {
  const inText = new Set(wordsOf(text ?? ''));
  return text !== undefined && wordsOf(words).every((word) => inText.has(word));
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
}
