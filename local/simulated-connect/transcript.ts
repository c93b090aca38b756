import type {
  GetTranscriptRequest,
  GetTranscriptResponse,
  Item as TranscriptItem,
} from '@aws-sdk/client-connectparticipant';
import type { Contact, Item } from './contacts.ts';
import { ServiceError } from './service-error.ts';

const defaultMaxResults = 10;

/**
 * A page of the transcript, as GetTranscript answers it. Without StartPosition a scan starts at the end it scans away
 * from; of several members of StartPosition the first of Id, AbsoluteTime, MostRecent counts. MaxResults 0 means the
 * default of 10. A contact that is none of this chat's has an empty transcript, with an empty NextToken.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_GetTranscript.html
 */
export function transcriptPage(
  contact: Contact,
  request: Omit<GetTranscriptRequest, 'ConnectionToken'>,
): GetTranscriptResponse {
  const items = itemsOf(contact, request.ContactId);
  if (items === undefined) return { InitialContactId: contact.id, Transcript: [], NextToken: '' };
  const backward = (request.ScanDirection ?? defaultDirection(request)) === 'BACKWARD';
  const start =
    request.NextToken === undefined
      ? startIndex(items, request.StartPosition ?? {}, backward)
      : indexOfId(items, Buffer.from(request.NextToken, 'base64url').toString(), 'NextToken');
  const asked = request.MaxResults ?? 0;
  const maxResults = asked === 0 ? defaultMaxResults : asked;
  const [from, to] = backward ? [start - maxResults + 1, start + 1] : [start, start + maxResults];
  const page = items.slice(Math.max(0, from), Math.max(0, to)).map(transcriptItem);
  const next = backward ? items[from - 1] : items[to];
  return {
    InitialContactId: contact.id,
    Transcript: request.SortOrder === 'ASCENDING' ? page : page.toReversed(),
    ...(next === undefined ? {} : { NextToken: Buffer.from(next.Id).toString('base64url') }),
  };
}

function defaultDirection({ StartPosition }: Pick<GetTranscriptRequest, 'StartPosition'>): string {
  const { Id, AbsoluteTime, MostRecent } = StartPosition ?? {};
  return Id === undefined && AbsoluteTime === undefined && MostRecent === undefined ? 'BACKWARD' : 'FORWARD';
}

function itemsOf(contact: Contact, contactId: string | undefined): readonly Item[] | undefined {
  if (contactId === undefined || contactId === contact.id) return contact.items;
  const past = contact.items.filter((item) => item.RelatedContactId === contactId);
  return past.length === 0 ? undefined : past;
}

function startIndex(
  items: readonly Item[],
  position: NonNullable<GetTranscriptRequest['StartPosition']>,
  backward: boolean,
): number {
  const { Id, AbsoluteTime, MostRecent } = position;
  if (Id !== undefined) return indexOfId(items, Id, 'StartPosition.Id');
  if (AbsoluteTime !== undefined) {
    const time = Date.parse(AbsoluteTime);
    if (Number.isNaN(time)) throw new ServiceError('ValidationException', 'AbsoluteTime is not a time');
    if (backward) return items.findLastIndex((item) => Date.parse(item.AbsoluteTime) <= time);
    const first = items.findIndex((item) => Date.parse(item.AbsoluteTime) >= time);
    return first === -1 ? items.length : first;
  }
  if (MostRecent !== undefined) return Math.max(0, items.length - Math.max(1, MostRecent));
  return backward ? items.length - 1 : 0;
}

function indexOfId(items: readonly Item[], id: string, what: string): number {
  const index = items.findIndex((item) => item.Id === id);
  if (index === -1) throw new ServiceError('ValidationException', `${what} is not in this transcript`);
  return index;
}

// The model gives an item either the present contact's id or, when it was said before, the earlier one's. Three members
// are null where they are missing, which the SDK's type does not know.
function transcriptItem(item: Item): TranscriptItem {
  const nullable = {
    ContentType: item.ContentType ?? null,
    Content: item.Content ?? null,
    Attachments: item.Attachments ?? null,
  };
  return {
    ...(nullable as Pick<TranscriptItem, keyof typeof nullable>),
    Id: item.Id,
    Type: item.Type,
    ParticipantId: item.ParticipantId,
    ParticipantRole: item.ParticipantRole,
    DisplayName: item.DisplayName,
    AbsoluteTime: item.AbsoluteTime,
    MessageMetadata: item.MessageMetadata,
    ContactId: item.RelatedContactId === undefined ? item.ContactId : undefined,
    RelatedContactId: item.RelatedContactId,
  };
}
