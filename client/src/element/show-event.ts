import type { Message } from '../view.ts';
import { element } from './elements.ts';
import type { StringName } from './strings/english.ts';
import type { Speech } from './strings/speech.ts';

const prefix = 'application/vnd.amazonaws.connect.event.';

/** An event's kind, such as `participant.joined`. */
export function eventKind({ type, contentType }: Message): string | undefined {
  return type === 'event' && contentType.startsWith(prefix) ? contentType.slice(prefix.length) : undefined;
}

const sentences: Readonly<Record<string, StringName>> = {
  'transfer.succeeded': 'transferred',
  'chat.rehydrated': 'rehydrated',
  'authentication.cancelled': 'signInDeclined',
  'authentication.succeeded': 'signInDone',
  'authentication.failed': 'signInFailed',
  'authentication.timeout': 'signInFailed',
  'authentication.expired': 'signInFailed',
};

/** What a visitor is told of an event; undefined for what need not be told, or is told elsewhere. */
export function eventText(message: Message, { text }: Speech): string | undefined {
  const kind = eventKind(message) ?? '';
  const isVisitor = message.role === 'CUSTOMER';
  const name = nameOf(message, { text }, 'somebody');
  if (kind === 'participant.joined') return isVisitor ? text('connected') : text('joined', { name });
  if (kind === 'participant.left') return isVisitor ? undefined : text('left', { name });
  const sentence = sentences[kind];
  return sentence && text(sentence);
}

export function showEvent(message: Message, sentence: string, say: Speech): HTMLElement {
  return element('li', { class: 'event' }, `${sentence} · ${say.time(message.time)}`);
}

/** Who has said it. What Connect says of itself has a name that means nothing to a visitor. */
export function nameOf(
  { role, name }: Message,
  { text }: Pick<Speech, 'text'>,
  otherwise: StringName = 'agent',
): string {
  if (role === 'SYSTEM' || name === 'SYSTEM_MESSAGE') return text('system');
  return name || text(otherwise);
}

/** Who answers at the moment: the last of the agents that has come or said something, and has not left. */
export function agentName(messages: readonly Message[]): string | undefined {
  let name: string | undefined;
  for (const message of messages) {
    if (message.role !== 'AGENT') continue;
    name = eventKind(message) === 'participant.left' ? undefined : (message.name ?? name);
  }
  return name;
}
