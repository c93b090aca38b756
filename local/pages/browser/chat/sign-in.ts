import { button, element } from '../shared/elements.ts';
import { parsed, textMember } from '../shared/json.ts';
import { timeOfDay } from '../shared/times.ts';
import type { Item } from './connection.ts';
import type { Asked, EntryContext } from './asked.ts';

/** The contact flow asks the visitor to sign in: fetch the address, or decline. */
export function showSignIn(item: Item, { actions, isAnswered }: EntryContext): Asked {
  const sessionId = textMember(parsed(item.Content), 'SessionId') ?? '';
  const note = element('p', { class: 'text', role: 'status' });
  const choices = element('div', { class: 'choices' }, button('Sign in', signIn), button('Not now', decline));
  const card = element(
    'fieldset',
    { class: 'interactive' },
    element('legend', {}, 'Please sign in'),
    element('p', { class: 'text' }, 'The chat goes on here after you have signed in.'),
    choices,
    note,
  );

  function signIn(): void {
    attempt(async () => {
      const address = await actions.authenticationUrl(sessionId);
      if (address === undefined || !address.startsWith('https://')) throw new Error('No address');
      const link = element(
        'a',
        { href: address, target: '_blank', rel: 'noopener noreferrer' },
        `Continue at ${new URL(address).hostname}`,
      );
      choices.replaceChildren(link);
      link.focus();
    });
  }

  function decline(): void {
    attempt(async () => {
      await actions.cancelAuthentication(sessionId);
      choices.hidden = true;
    });
  }

  function attempt(action: () => Promise<void>): void {
    card.disabled = true;
    note.textContent = '';
    action()
      .catch(() => {
        note.textContent = 'That did not work. Please try again.';
      })
      .finally(() => {
        card.disabled = false;
      });
  }

  return {
    node: element(
      'div',
      {},
      element('div', { class: 'bubble' }, card),
      element('p', { class: 'meta' }, timeOfDay(item.AbsoluteTime)),
    ),
    update() {
      if (isAnswered(item)) choices.hidden = true;
    },
  };
}
