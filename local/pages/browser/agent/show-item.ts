import { contentTypes } from '../shared/content-types.ts';
import { element } from '../shared/elements.ts';
import { markdown } from '../shared/markdown.ts';
import { timeOfDay } from '../shared/times.ts';
import type { ContactItem } from './contact.ts';
import { summary } from './summary.ts';

const event = 'application/vnd.amazonaws.connect.event';
const events: Readonly<Record<string, string>> = {
  [contentTypes.joined]: 'has joined',
  [contentTypes.left]: 'has left',
  [contentTypes.ended]: 'The chat has ended',
  [contentTypes.rehydrated]: 'An earlier conversation goes on here',
  [contentTypes.authenticationInitiated]: 'has asked the customer to sign in',
  [contentTypes.authenticationCancelled]: 'has declined to sign in',
  [`${event}.authentication.succeeded`]: 'has signed in',
  [`${event}.authentication.failed`]: 'could not sign in',
  [`${event}.authentication.timeout`]: 'has taken too long to sign in',
  [`${event}.authentication.expired`]: 'was too late to sign in',
  [`${event}.participant.invited`]: 'is invited',
  [`${event}.transfer.succeeded`]: 'The chat has been transferred',
  [`${event}.transfer.failed`]: 'The chat could not be transferred',
};

/** An item of a transcript, as an agent sees it. */
export function showItem(item: ContactItem): HTMLLIElement {
  if (item.Type === 'EVENT') {
    const what = events[item.ContentType ?? ''] ?? item.ContentType ?? '';
    const who = item.DisplayName === undefined ? '' : `${item.DisplayName} `;
    return element('li', { class: 'event' }, `${who}${what} · ${timeOfDay(item.AbsoluteTime)}`);
  }
  const fromCustomer = item.ParticipantRole === 'CUSTOMER';
  return element(
    'li',
    { class: fromCustomer ? 'theirs' : 'mine' },
    element('p', { class: 'sender', dir: 'auto' }, item.DisplayName ?? ''),
    element('div', { class: 'bubble' }, content(item)),
    element('p', { class: 'meta' }, `${timeOfDay(item.AbsoluteTime)}${fromCustomer ? '' : receipt(item)}`),
  );
}

function content(item: ContactItem): HTMLElement {
  const { Type, ContentType, Content = '' } = item;
  if (Type === 'ATTACHMENT') return element('p', { class: 'file-name' }, summary(item));
  if (ContentType === contentTypes.interactive || ContentType === contentTypes.interactiveResponse) {
    return element('p', { class: 'chosen' }, summary(item));
  }
  const text = ContentType === contentTypes.markdown ? markdown(Content) : [Content];
  return element('p', { class: 'text', dir: 'auto' }, ...text);
}

function receipt({ MessageMetadata }: ContactItem): string {
  const receipts = MessageMetadata?.Receipts ?? [];
  if (receipts.some(({ ReadTimestamp }) => ReadTimestamp !== undefined)) return ' · Read';
  return receipts.length > 0 ? ' · Delivered' : ' · Sent';
}
