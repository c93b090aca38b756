import { element, hidden } from './elements.ts';

type Part = Node | string;
/** What was found, and its groups: those of the marks that it is not are undefined. */
type Match = readonly [whole: string, ...groups: (string | undefined)[]];

/** Web addresses, and in Markdown links to them. Nothing else becomes a link: no script, no file, no mail. */
const address = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?'”’)\]}]/;
const plainMarks = new RegExp(address, 'g');
const marks = new RegExp(
  [
    /\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/,
    /\*\*([^*\n]+)\*\*/,
    /__([^_\n]+)__/,
    /\*([^*\n]+)\*/,
    /~~([^~\n]+)~~/,
    /`([^`\n]+)`/,
    address,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

/** A text with its web addresses as links. */
export function plainText(source: string, newTab: string): readonly Part[] {
  return split(source, plainMarks, ([url]) => link(url, url, newTab));
}

/** What Connect's own widget shows of Markdown: links, bold, italics, code, lists. All else stays the text it is. */
export function markdown(source: string, newTab: string): readonly Node[] {
  return blocks(source).map(({ kind, lines }) => {
    if (kind === 'code') return element('pre', { tabindex: '0' }, element('code', {}, lines.join('\n')));
    if (kind === 'text') return element('p', { class: 'text' }, ...inline(lines.join('\n'), newTab));
    return element(kind, {}, ...lines.map((line) => element('li', {}, ...inline(line, newTab))));
  });
}

interface Block {
  readonly kind: 'text' | 'code' | 'ul' | 'ol';
  readonly lines: string[];
}

function blocks(source: string): readonly Block[] {
  const found: Block[] = [];
  let code: Block | undefined;
  for (const line of source.split('\n')) {
    if (line.startsWith('```')) {
      code = code === undefined ? { kind: 'code', lines: [] } : undefined;
      if (code !== undefined) found.push(code);
      continue;
    }
    const [, bullet] = /^\s*[-*+] +(.+)$/.exec(line) ?? [];
    const [, numbered] = /^\s*\d+[.)] +(.+)$/.exec(line) ?? [];
    const kind = bullet !== undefined ? 'ul' : numbered !== undefined ? 'ol' : 'text';
    const last = found.at(-1);
    if (code !== undefined) code.lines.push(line);
    else if (last?.kind === kind) last.lines.push(bullet ?? numbered ?? line);
    else if (line !== '' || last === undefined) found.push({ kind, lines: [bullet ?? numbered ?? line] });
  }
  return found;
}

function inline(source: string, newTab: string): readonly Part[] {
  return split(source, marks, ([whole, label, url, bold, underlined, italic, struck, code]) => {
    if (url !== undefined) return link(url, label ?? url, newTab);
    const strong = bold ?? underlined;
    if (strong !== undefined) return element('strong', {}, strong);
    if (italic !== undefined) return element('em', {}, italic);
    if (struck !== undefined) return element('s', {}, struck);
    return code === undefined ? link(whole, whole, newTab) : element('code', {}, code);
  });
}

function split(source: string, pattern: RegExp, show: (match: Match) => Node): readonly Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of source.matchAll(pattern)) {
    parts.push(source.slice(end, match.index), show(match as unknown as Match));
    end = match.index + match[0].length;
  }
  return [...parts, source.slice(end)].filter((part) => part !== '');
}

function link(url: string, label: string, newTab: string): Node {
  if (!URL.canParse(url)) return document.createTextNode(label);
  return element(
    'a',
    { href: url, target: '_blank', rel: 'noopener noreferrer nofollow' },
    label,
    hidden(` ${newTab}`),
  );
}
