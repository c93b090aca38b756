import { contentTypes } from '../shared/content-types.ts';
import { button, element } from '../shared/elements.ts';
import { member, textMember } from '../shared/json.ts';
import type { Actions } from './actions.ts';

/**
 * ListPicker, Panel and QuickReply share a shape: a title, a picture, and elements whose title is the answer. A
 * TimePicker has times in place of elements, a Carousel several of all these.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/interactive-messages.html
 */
export function picker(content: unknown, actions: Actions): readonly Node[] {
  const answer = (text: string) => (): void => actions.sendMessage(contentTypes.text, text);
  const elements = listMember(content, 'elements');
  const cards = elements.flatMap((entry) => member(entry, 'data', 'content') ?? []);
  const choices = elements.flatMap((entry) => {
    const title = textMember(entry, 'title');
    if (title === undefined) return [];
    const subtitle = textMember(entry, 'subtitle');
    return [
      element(
        'div',
        { class: 'choice' },
        picture(entry),
        button(title, answer(title)),
        subtitle === undefined ? undefined : element('p', { class: 'meta' }, subtitle),
      ),
    ];
  });
  const times = listMember(content, 'timeslots').flatMap((slot) => {
    const date = textMember(slot, 'date') ?? '';
    return Number.isNaN(Date.parse(date)) ? [] : [button(timeText(date), answer(date))];
  });
  return [
    element('legend', {}, textMember(content, 'title') ?? 'Please choose'),
    ...[picture(content) ?? []].flat(),
    element('p', { class: 'text' }, textMember(content, 'subtitle') ?? ''),
    element('div', { class: 'choices' }, ...choices, ...times),
    ...cards.map((card) => element('fieldset', { class: 'panel' }, ...picker(card, actions))),
  ];
}

/** Which pictures may be loaded, the page's Content-Security-Policy says; one that does not come is left out. */
function picture(content: unknown): HTMLImageElement | undefined {
  const src = textMember(content, 'imageData') ?? '';
  if (textMember(content, 'imageType') !== 'URL' || !/^https?:\/\//.test(src)) return undefined;
  const image = element('img', { alt: textMember(content, 'imageDescription') ?? '' });
  image.addEventListener('error', () => image.remove());
  image.src = src;
  return image;
}

function listMember(value: unknown, name: string): readonly unknown[] {
  const found = member(value, name);
  return Array.isArray(found) ? found : [];
}

function timeText(date: string): string {
  return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(date),
  );
}
