import { heading } from './section.ts';

/** The heading of the part of the page that the command writes. */
export const partHeading = '## Under load';

/**
 * Puts a scenario's section in the place of the one that the page has of it, or at the end of the part. Throws if the
 * page has no such part.
 */
export function withSection(text: string, name: string, section: string): string {
  const begin = text.indexOf(`${partHeading}\n`);
  if (begin < 0) throw new Error(`The page has no heading "${partHeading}"`);
  const end = nextHeading(text, '## ', begin + partHeading.length);
  const part = text.slice(begin, end);
  const from = part.indexOf(`${heading(name)}\n`);
  const changed =
    from < 0
      ? `${part.trimEnd()}\n\n${section}\n\n`
      : `${part.slice(0, from)}${section}\n\n${part.slice(nextHeading(part, '### ', from + 1))}`;
  return `${text.slice(0, begin)}${changed}${text.slice(end)}`;
}

/** Where the next heading of this level begins, from a place on; else the end. */
function nextHeading(text: string, mark: string, from: number): number {
  const next = text.indexOf(`\n${mark}`, from);
  return next < 0 ? text.length : next + 1;
}
