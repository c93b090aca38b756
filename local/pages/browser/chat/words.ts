import { member, textMember } from '../shared/json.ts';

/** What the API says of queue and place, in words for the person who waits. */

const opening = new Intl.DateTimeFormat(undefined, { weekday: 'long', hour: '2-digit', minute: '2-digit' });

/** In place of what is not known, nothing. */
export function availabilityText(answer: unknown): string {
  const state = textMember(answer, 'State');
  if (state === 'OPEN') return 'We are here: an agent will answer at once.';
  if (state === 'BUSY')
    return ['All agents are busy.', waiting(answer), wait(answer)].filter(Boolean).join(' ');
  if (state !== 'CLOSED') return '';
  const opens = Date.parse(textMember(answer, 'OpensAt') ?? '');
  return Number.isNaN(opens)
    ? 'We are closed at the moment.'
    : `We are closed at the moment. We open on ${opening.format(opens)}.`;
}

export function placeText(answer: unknown): string {
  const position = member(answer, 'Position');
  if (typeof position !== 'number') return '';
  const place = position === 1 ? 'You are next in line.' : `You are number ${position} in line.`;
  return [place, wait(answer)].filter(Boolean).join(' ');
}

function waiting(answer: unknown): string {
  const count = member(answer, 'ContactsInQueue');
  if (typeof count !== 'number' || count === 0) return '';
  return count === 1 ? 'One person is waiting.' : `${count} people are waiting.`;
}

function wait(answer: unknown): string {
  const seconds = member(answer, 'EstimatedWaitTimeInSeconds');
  if (typeof seconds !== 'number') return '';
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'Wait: less than a minute.';
  return minutes === 1 ? 'Wait: about a minute.' : `Wait: about ${minutes} minutes.`;
}
