import { button, element, icon, setText } from './elements.ts';
import type { Parts } from './parts.ts';
import { saveTranscript } from './transcript.ts';

export interface AfterChat {
  readonly node: HTMLElement;
  update(): void;
  focus(): void;
}

const stars = [1, 2, 3, 4, 5] as const;

/** What a visitor can do when a chat is over. */
export function createAfterChat(parts: Parts, onRestart: () => void): AfterChat {
  const { say, settings, snapshot, emit } = parts;
  const sentence = element('p', { id: 'ended', role: 'status' });
  const restart = button(say.text('restart'), onRestart, { id: 'restart', class: 'primary' });
  const save = button(say.text('saveTranscript'), () => void saveTranscript(parts));
  const rate = element('div', { class: 'rate' });
  let ratedFor: string | undefined;

  function showStars(): void {
    const row = element('div', { class: 'stars' });
    for (const rating of stars)
      row.append(
        button(icon('star'), () => give(rating), { 'aria-label': say.text('rating', { count: rating }) }),
      );
    const label = element('p', { id: 'rate' }, say.text('rate'));
    rate.replaceChildren(element('div', { role: 'group', 'aria-labelledby': 'rate' }, label, row));
  }

  function give(rating: number): void {
    const thanks = element('p', { role: 'status', tabindex: '-1' }, say.text('rated'));
    rate.replaceChildren(thanks);
    thanks.focus();
    emit('chat-rating', { rating, contactId: snapshot()?.contactId });
  }

  return {
    node: element(
      'section',
      { id: 'over', 'aria-labelledby': 'ended' },
      sentence,
      rate,
      element('div', { class: 'choices' }, restart, save),
    ),
    update() {
      const { endedBy, contactId = '' } = snapshot() ?? {};
      setText(sentence, say.text(endedBy === 'visitor' ? 'endedByVisitor' : 'ended'));
      if (!settings.rating || ratedFor === contactId) return;
      ratedFor = contactId;
      showStars();
    },
    focus: () => restart.focus(),
  };
}
