type Content = Node | string | undefined;
type Attributes = Readonly<Record<string, string | boolean | undefined>>;

/** A new element. Strings become text and nothing else; `true` is an attribute without a value. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...content: readonly Content[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, '');
    else if (typeof value === 'string') made.setAttribute(name, value);
  }
  made.append(...content.filter((part) => part !== undefined));
  return made;
}

export function button(
  label: string | Node,
  onClick: () => void,
  attributes: Attributes = {},
): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}

const shapes = {
  chat: 'M12 4c-5 0-9 3.200-9 7.200 0 2.300 1.300 4.300 3.300 5.600L5.500 20l4-1.900c.8.2 1.600.3 2.500.3 5 0 9-3.200 9-7.200S17 4 12 4z',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M12 5v14M6 13l6 6 6-6',
  clip: 'm8 12.500 6.300-6.300a3 3 0 0 1 4.200 4.200l-8 8a5 5 0 0 1-7-7L11 4',
  send: 'M4 12h15M13 6l6 6-6 6',
  star: 'm12 4 2.500 5.200 5.700.8-4.100 4 1 5.700L12 17l-5.100 2.700 1-5.700-4.100-4 5.700-.8z',
} as const;

/** A drawing that says nothing to a screen reader: what it stands for has a name of its own. */
export function icon(shape: keyof typeof shapes): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const drawing = document.createElementNS(space, 'svg');
  drawing.setAttribute('viewBox', '0 0 24 24');
  drawing.setAttribute('aria-hidden', 'true');
  drawing.setAttribute('class', `icon ${shape}`);
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', shapes[shape]);
  drawing.append(path);
  return drawing;
}

/** A text that has not changed is left alone: a screen reader would read it again. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

export function hidden(text: string): HTMLSpanElement {
  return element('span', { class: 'visually-hidden' }, text);
}

/** Downloads it: saved, never opened, as what a stranger sent must not become a document of this origin. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
