import { parsed } from '../api.ts';
import type { Message } from '../view.ts';
import { showAttachment, showUpload, type ShownUpload } from './attachment.ts';
import { button, element, setText } from './elements.ts';
import { interactive, interactiveResponse, showInteractive, type Asked } from './interactive.ts';
import { textMember } from './json.ts';
import type { Parts } from './parts.ts';
import { markdown, plainText } from './rich-text.ts';
import { eventKind, eventText, nameOf, showEvent } from './show-event.ts';
import { showSignIn } from './sign-in.ts';
import { problemText } from './words.ts';

/** A message on the page. */
export interface Shown {
  readonly node: HTMLElement;
  /** Brings what can change (receipts, failures, answers) up to date. */
  update(message: Message): void;
}

/** Whether a visitor is shown it. */
export function isShown(message: Message, parts: Parts): boolean {
  return (
    message.type !== 'event' ||
    eventKind(message) === 'authentication.initiated' ||
    eventText(message, parts.say) !== undefined
  );
}

export function showMessage(message: Message, parts: Parts): Shown {
  if (eventKind(message) === 'authentication.initiated')
    return showTheirs(message, parts, showSignIn(message, parts));
  if (message.type === 'event') {
    const node = showEvent(message, eventText(message, parts.say) ?? '', parts.say);
    return { node, update: () => {} };
  }
  if (message.mine) return showMine(message, parts);
  const asked = message.contentType === interactive ? showInteractive(message, parts) : undefined;
  return showTheirs(message, parts, asked);
}

function showTheirs(message: Message, parts: Parts, asked: Asked | undefined): Shown {
  const { say } = parts;
  const body = bubble(message, parts, asked?.node);
  const node = element(
    'li',
    { class: 'theirs', 'data-item': message.id },
    element('p', { class: 'sender', dir: 'auto' }, nameOf(message, say)),
    body.node,
    element('p', { class: 'meta' }, timeOf(message, parts)),
  );
  return {
    node,
    update(now) {
      body.update(now);
      asked?.update();
    },
  };
}

/** The visitor's own: what it says stays, how far it has come changes. */
function showMine(message: Message, parts: Parts): Shown {
  const { say, chat } = parts;
  const { key } = message;
  const upload: ShownUpload | undefined =
    message.progress === undefined ? undefined : showUpload(message.content, key, parts);
  const body = bubble(message, parts, upload?.node);
  const state = element('span', { class: 'state' });
  const retry = button(say.text('retry'), () => chat()?.retry(key), { class: 'link' });
  const discard = button(say.text('discard'), () => chat()?.discard(key), { class: 'link' });
  const node = element(
    'li',
    { class: 'mine' },
    element('p', { class: 'sender' }, say.text('you')),
    body.node,
    element('p', { class: 'meta' }, state, ' ', retry, ' ', discard),
  );
  let shown = '';
  return {
    node,
    update(now) {
      const failed = now.state === 'failed';
      body.update(now);
      upload?.update(failed ? undefined : now.progress);
      const next = `${now.state} ${now.time} ${now.id} ${now.problem?.kind}`;
      // What one that is being sent waits for is not its own.
      if (next === shown && now.state !== 'sending') return;
      shown = next;
      setText(state, stateText(now, parts));
      state.title = now.time === 0 ? '' : say.dateTime(now.time);
      if (now.id !== undefined) node.dataset['item'] = now.id;
      node.classList.toggle('failed', failed);
      node.classList.toggle('sending', now.state === 'sending');
      retry.hidden = !failed || isHopeless(now);
      discard.hidden = !failed;
    },
  };
}

/** Sending it once more cannot succeed: it is the file, or the chat is over. */
function isHopeless({ problem }: Message): boolean {
  return problem !== undefined && ['file-type', 'file-size', 'over', 'quota'].includes(problem.kind);
}

function stateText({ state, time, problem, progress }: Message, { say, snapshot }: Parts): string {
  if (state === 'failed') return say.text('notSent', { reason: problem ? problemText(say, problem) : '' });
  if (state === 'sending') {
    if (progress !== undefined) return say.text('uploading');
    return say.text(snapshot()?.problem === undefined ? 'sending' : 'queued');
  }
  return `${say.time(time)} · ${say.text(state === 'received' ? 'sent' : state)}`;
}

function timeOf({ time }: Message, { say }: Parts): HTMLElement {
  return element(
    'time',
    { datetime: new Date(time).toISOString(), title: say.dateTime(time) },
    say.time(time),
  );
}

function bubble(message: Message, parts: Parts, body: Node | undefined): Shown {
  const node = element('div', { class: 'bubble' }, ...(body ? [body] : contentOf(message, parts)));
  let files = JSON.stringify(message.attachments);
  return {
    node,
    update(now) {
      const next = JSON.stringify(now.attachments);
      if (next === files) return;
      // A file has been checked.
      files = next;
      node.replaceChildren(...contentOf(now, parts));
    },
  };
}

/** A time that was chosen, as a TimePicker has it. */
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)$/;

function contentOf({ attachments, contentType, content, mine }: Message, parts: Parts): readonly Node[] {
  const { say } = parts;
  const newTab = say.text('opensNewTab');
  if (attachments.length > 0) return attachments.map((attachment) => showAttachment(attachment, parts));
  if (contentType === interactiveResponse)
    return [line([textMember(parsed(content), 'action') ?? say.text('answered')])];
  if (contentType === 'text/markdown') return markdown(content, newTab);
  if (mine && instant.test(content)) return [line([say.dateTime(Date.parse(content))])];
  return [line(plainText(content, newTab))];
}

function line(content: readonly (Node | string)[]): HTMLElement {
  return element('p', { class: 'text', dir: 'auto' }, ...content);
}
