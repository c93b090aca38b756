import { element } from './elements.ts';

// Bold, italic and code: nothing that could load, link or run.
const marks = /\*\*([^*\n]+)\*\*|\*([^*\n]+)\*|`([^`\n]+)`/g;

/** The little Markdown that is shown; all else stays the text it is. */
export function markdown(source: string): readonly (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const match of source.matchAll(marks)) {
    const [whole, bold, italic, code] = match;
    parts.push(source.slice(end, match.index));
    if (bold !== undefined) parts.push(element('strong', {}, bold));
    else if (italic !== undefined) parts.push(element('em', {}, italic));
    else parts.push(element('code', {}, code ?? ''));
    end = match.index + whole.length;
  }
  return [...parts, source.slice(end)];
}
