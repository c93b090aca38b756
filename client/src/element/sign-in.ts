import { parsed } from '../api.ts';
import type { Chat } from '../chat.ts';
import type { Message } from '../view.ts';
import { button, element, hidden, setText } from './elements.ts';
import type { Asked } from './interactive.ts';
import { textMember } from './json.ts';
import { isOver, type Parts } from './parts.ts';
import { eventKind } from './show-event.ts';

/** The contact flow asks the visitor to sign in: fetch the address, or decline. */
export function showSignIn(message: Message, parts: Parts): Asked {
  const { say } = parts;
  const SessionId = sessionOf(message) ?? '';
  const note = element('p', { class: 'note', role: 'status' });
  const choices = element(
    'div',
    { class: 'choices' },
    button(say.text('signIn'), () => void attempt(signIn)),
    button(say.text('signInDecline'), () => void attempt(decline)),
  );
  const card = element(
    'fieldset',
    { class: 'interactive' },
    element('legend', {}, say.text('signInHeading')),
    element('p', { class: 'text' }, say.text('signInText')),
    choices,
    note,
  );

  async function signIn(chat: Chat): Promise<void> {
    const { AuthenticationUrl: address } = await chat.request('/participant/authentication-url', {
      SessionId,
      RedirectUri: parts.settings.redirectUri,
    });
    if (!address.startsWith('https://')) throw new Error('No address');
    const link = element(
      'a',
      { href: address, target: '_blank', rel: 'noopener noreferrer' },
      say.text('signInContinue', { name: new URL(address).hostname }),
      hidden(` ${say.text('opensNewTab')}`),
    );
    choices.replaceChildren(link);
    link.focus();
  }

  async function decline(chat: Chat): Promise<void> {
    await chat.request('/participant/cancel-authentication', { SessionId });
    choices.hidden = true;
  }

  async function attempt(act: (chat: Chat) => Promise<void>): Promise<void> {
    const chat = parts.chat();
    if (chat === undefined) return;
    card.disabled = true;
    setText(note, '');
    try {
      await act(chat);
    } catch {
      setText(note, say.text('failed'));
    } finally {
      card.disabled = false;
    }
  }

  return {
    node: card,
    update() {
      const now = parts.snapshot();
      const later = now?.messages.slice(now.messages.findIndex(({ key }) => key === message.key) + 1) ?? [];
      const isDone = later.some(
        (one) =>
          eventKind(one)?.startsWith('authentication.') === true &&
          [undefined, SessionId].includes(sessionOf(one)),
      );
      if (isDone || now === undefined || isOver(now)) choices.hidden = true;
    },
  };
}

function sessionOf({ content }: Message): string | undefined {
  return textMember(parsed(content), 'SessionId');
}
