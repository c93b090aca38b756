import { contentTypes } from '../shared/content-types.ts';
import { element } from '../shared/elements.ts';
import { parsed, textMember } from '../shared/json.ts';
import { markdown } from '../shared/markdown.ts';
import { timeOfDay } from '../shared/times.ts';
import type { ContactItem } from './contact.ts';

const events: Readonly<Record<string, string>> = {
  [contentTypes.joined]: 'has joined',
  [contentTypes.left]: 'has left',
  [contentTypes.ended]: 'The chat has ended',
  [contentTypes.rehydrated]: 'An earlier conversation goes on here',
  [contentTypes.authenticationInitiated]: 'has asked the customer to sign in',
  [contentTypes.authenticationCancelled]: 'has declined to sign in',
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
    element('p', { class: 'sender' }, item.DisplayName ?? ''),
    element('div', { class: 'bubble' }, content(item)),
    element('p', { class: 'meta' }, `${timeOfDay(item.AbsoluteTime)}${fromCustomer ? '' : receipt(item)}`),
  );
}

function content({ Type, ContentType, Content = '', Attachments = [] }: ContactItem): HTMLElement {
  if (Type === 'ATTACHMENT') {
    const names = Attachments.map(({ AttachmentName }) => AttachmentName);
    return element('p', { class: 'file-name' }, `File: ${names.join(', ')}`);
  }
  if (ContentType === contentTypes.interactive) {
    const heading = textMember(parsed(Content), 'data', 'content', 'viewData', 'Heading');
    return element('p', { class: 'chosen' }, `Form: ${heading ?? 'an interactive message'}`);
  }
  if (ContentType === contentTypes.interactiveResponse) {
    return element('p', { class: 'chosen' }, textMember(parsed(Content), 'action') ?? Content);
  }
  const text = ContentType === contentTypes.markdown ? markdown(Content) : [Content];
  return element('p', { class: 'text' }, ...text);
}

function receipt({ MessageMetadata }: ContactItem): string {
  const receipts = MessageMetadata?.Receipts ?? [];
  if (receipts.some(({ ReadTimestamp }) => ReadTimestamp !== undefined)) return ' · Read';
  return receipts.length > 0 ? ' · Delivered' : ' · Sent';
}
