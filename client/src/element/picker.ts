import { button, element, hidden } from './elements.ts';
import { listMember, member, textMember } from './json.ts';
import type { Speech } from './strings/speech.ts';

export interface Picker {
  readonly nodes: readonly Node[];
  /** What can be chosen, by what is sent for it. */
  readonly choices: ReadonlyMap<string, HTMLButtonElement>;
}

/**
 * ListPicker, Panel and QuickReply share a shape: a title, a picture, and elements whose title is the answer. A
 * TimePicker has times in place of elements, a Carousel several of all these.
 *
 * Source: https://docs.aws.amazon.com/connect/latest/adminguide/interactive-messages.html
 */
export function picker(content: unknown, say: Speech, answer: (value: string) => void): Picker {
  const choices = new Map<string, HTMLButtonElement>();
  return { nodes: card(content), choices };

  function card(of: unknown): readonly Node[] {
    const elements = listMember(of, 'elements');
    const cards = elements.flatMap((entry) => member(entry, 'data', 'content') ?? []);
    const rows = elements.flatMap(row);
    const isPlain = rows.every((one) => one.children.length === 1);
    const subtitle = textMember(of, 'subtitle');
    const title = textMember(of, 'title') ?? say.text('choose');
    return [
      element('legend', { dir: 'auto' }, title),
      picture(of),
      subtitle === undefined ? undefined : element('p', { class: 'note', dir: 'auto' }, subtitle),
      rows.length === 0 ? undefined : element('ul', { class: isPlain ? 'pills' : 'rows' }, ...rows),
      ...days(of),
      cards.length === 0
        ? undefined
        : element('div', { class: 'cards' }, ...cards.map((one) => element('fieldset', {}, ...card(one)))),
    ].filter((node) => node !== undefined);
  }

  function row(entry: unknown): readonly HTMLElement[] {
    const title = textMember(entry, 'title');
    if (title === undefined) return [];
    const subtitle = textMember(entry, 'subtitle');
    const url = textMember(entry, 'url') ?? '';
    const control = isWeb(url)
      ? element(
          'a',
          { href: url, target: '_blank', rel: 'noopener noreferrer', class: 'choose', dir: 'auto' },
          title,
          hidden(` ${say.text('opensNewTab')}`),
        )
      : choice(title, title);
    return [
      element(
        'li',
        {},
        picture(entry),
        control,
        subtitle === undefined ? undefined : element('p', { class: 'note', dir: 'auto' }, subtitle),
      ),
    ];
  }

  function choice(label: string, value: string): HTMLButtonElement {
    const made = button(label, () => answer(value), { class: 'choose', dir: 'auto' });
    if (!choices.has(value)) choices.set(value, made);
    return made;
  }

  function days(of: unknown): readonly Node[] {
    const byDay = new Map<string, HTMLElement[]>();
    for (const slot of listMember(of, 'timeslots')) {
      const date = textMember(slot, 'date') ?? '';
      const from = Date.parse(date);
      if (Number.isNaN(from)) continue;
      const minutes = member(slot, 'duration');
      const until = typeof minutes === 'number' ? from + minutes * 60_000 : from;
      const day = say.fullDay(from);
      const times = byDay.get(day) ?? [];
      byDay.set(day, [...times, element('li', {}, choice(say.timeRange(from, until), date))]);
    }
    return [...byDay].flatMap(([day, times]) => [
      element('p', { class: 'day-of-times' }, day),
      element('ul', { class: 'pills', 'aria-label': day }, ...times),
    ]);
  }
}

/** Which pictures may be loaded, the page's Content-Security-Policy says; one that does not come is left out. */
function picture(content: unknown): HTMLImageElement | undefined {
  const src = textMember(content, 'imageData') ?? '';
  if (textMember(content, 'imageType') !== 'URL' || !isWeb(src)) return undefined;
  const image = element('img', { alt: textMember(content, 'imageDescription') ?? '' });
  image.addEventListener('error', () => image.remove());
  image.src = src;
  return image;
}

function isWeb(url: string): boolean {
  return /^https?:\/\//.test(url);
}
