import { contentTypes } from '../shared/content-types.ts';
import { button, element } from '../shared/elements.ts';
import { parsed, textMember } from '../shared/json.ts';
import { markdown } from '../shared/markdown.ts';
import { timeOfDay } from '../shared/times.ts';
import type { EntryContext } from './asked.ts';
import { showAttachment } from './attachment.ts';
import type { Item } from './connection.ts';
import type { Entry } from './conversation.ts';
import type { Shown } from './show-log.ts';
import { showSignIn } from './sign-in.ts';
import { showInteractive } from './interactive.ts';

/** An entry as an element of the log; undefined for what a visitor need not see. */
export function showEntry(entry: Entry, context: EntryContext): Shown | undefined {
  if (entry.kind === 'outgoing') return showOutgoing(entry, context);
  const { item, mine } = entry;
  if (item.Type === 'EVENT') return showEvent(item, context);
  return mine ? showMine(item, context) : showTheirs(item, context);
}

function showOutgoing({ outgoing }: Extract<Entry, { kind: 'outgoing' }>, context: EntryContext): Shown {
  const { message, file } = outgoing;
  const body =
    file === undefined
      ? ownContent(message?.contentType, message?.content)
      : element('p', { class: 'file-name' }, file.name);
  return bubbleOfMine(outgoing.key, body, context);
}

function showMine(item: Item, context: EntryContext): Shown {
  return bubbleOfMine(item.Id, contentOf(item, context), context);
}

function showTheirs(item: Item, context: EntryContext): Shown {
  const view = item.ContentType === contentTypes.interactive ? showInteractive(item, context) : undefined;
  const node = element(
    'li',
    { class: 'theirs', 'data-item': item.Id },
    element('p', { class: 'sender' }, item.DisplayName ?? 'Agent'),
    element('div', { class: 'bubble' }, view?.node ?? contentOf(item, context)),
    element('p', { class: 'meta' }, timeOfDay(item.AbsoluteTime)),
  );
  return { node, update: () => view?.update() };
}

/** The visitor's own: what it says stays, how far it has come changes. */
function bubbleOfMine(key: string, body: Node, { actions }: EntryContext): Shown {
  const state = element('span', { class: 'state' });
  const retry = button('Retry', () => actions.retry(key), { class: 'link' });
  const meta = element('p', { class: 'meta' }, state, retry);
  const node = element('li', { class: 'mine' }, element('div', { class: 'bubble' }, body), meta);
  return {
    node,
    update(entry) {
      const failed = entry.kind === 'outgoing' ? entry.outgoing.problem : undefined;
      const text = stateOf(entry);
      if (state.textContent !== text) state.textContent = text;
      if (entry.kind === 'item') node.dataset['item'] = entry.item.Id;
      node.classList.toggle('failed', failed !== undefined);
      node.classList.toggle('sending', entry.kind === 'outgoing' && failed === undefined);
      retry.hidden = failed === undefined;
    },
  };
}

function stateOf(entry: Entry): string {
  if (entry.kind === 'item') {
    const receipt = { read: 'Read', delivered: 'Delivered', sent: 'Sent' }[entry.receipt ?? 'sent'];
    return `${timeOfDay(entry.item.AbsoluteTime)} · ${receipt}`;
  }
  const { problem, file } = entry.outgoing;
  if (problem === undefined) return file === undefined ? 'Sending…' : 'Uploading…';
  return `Not sent. ${problem.text}`;
}

function contentOf(item: Item, { actions }: EntryContext): Node {
  if (item.Type === 'ATTACHMENT') {
    return element(
      'div',
      {},
      ...(item.Attachments ?? []).map((attachment) => showAttachment(attachment, actions)),
    );
  }
  return ownContent(item.ContentType, item.Content);
}

function ownContent(contentType: string | undefined, content = ''): Node {
  if (contentType === contentTypes.interactiveResponse) {
    const chosen = textMember(parsed(content), 'action') ?? 'Answered';
    return element('p', { class: 'chosen' }, chosen);
  }
  const text = contentType === contentTypes.markdown ? markdown(content) : [content];
  return element('p', { class: 'text' }, ...text);
}

function showEvent(item: Item, context: EntryContext): Shown | undefined {
  const name = item.DisplayName ?? 'Somebody';
  const sentences: Readonly<Record<string, string>> = {
    [contentTypes.joined]:
      item.ParticipantRole === 'CUSTOMER' ? 'You are connected' : `${name} has joined the chat`,
    [contentTypes.left]: item.ParticipantRole === 'CUSTOMER' ? 'You have left' : `${name} has left the chat`,
    [contentTypes.ended]: 'The chat has ended',
    [contentTypes.rehydrated]: 'Your earlier conversation goes on here',
    [contentTypes.authenticationCancelled]: 'You have not signed in',
  };
  if (item.ContentType === contentTypes.authenticationInitiated) {
    const signIn = showSignIn(item, context);
    return { node: element('li', { class: 'theirs' }, signIn.node), update: () => signIn.update() };
  }
  const sentence = sentences[item.ContentType ?? ''];
  if (sentence === undefined) return undefined;
  return {
    node: element('li', { class: 'event' }, `${sentence} · ${timeOfDay(item.AbsoluteTime)}`),
    update: () => {},
  };
}
