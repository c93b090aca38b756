/** The heading of the client's section in the report. */
export const heading = '## The client';

/** What the section stands before. */
const next = '## How it is measured';

/** Returns the client's section of a page, without space around it; undefined if the page has none. */
export function clientSectionOf(page: string): string | undefined {
  const { from, end } = placeIn(page);
  return from === end ? undefined : page.slice(from, end).trim();
}

/**
 * Puts the section in the place of the one that the page has, or where it belongs. Throws if the page has neither: then
 * it is no report.
 */
export function withClientSection(page: string, section: string): string {
  const { from, end } = placeIn(page);
  return `${page.slice(0, from)}${section.trim()}\n\n${page.slice(end)}`;
}

function placeIn(page: string): { readonly from: number; readonly end: number } {
  const end = page.indexOf(`\n${next}\n`) + 1;
  if (end === 0) throw new Error(`The page has no heading "${next}": npm run bench -- --write makes it anew`);
  const from = page.indexOf(`\n${heading}\n`) + 1;
  return { from: from === 0 ? end : from, end };
}
