import { html, type Html } from './html.ts';

/**
 * As much of Markdown as the document uses. Blocks: headings, numbered and plain lists, tables, paragraphs. Within
 * them: `code`, **strong**, [links](https://…).
 */
export function markdown(text: string): Html {
  return html`${blocksOf(text).map(block)}`;
}

/** The same, of one line. */
export function inline(text: string): Html {
  const parts = text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)\s]+\))/);
  return html`${parts.map((part, index) => (index % 2 === 0 ? html`${part}` : marked(part)))}`;
}

function marked(part: string): Html {
  if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`;
  if (part.startsWith('**')) return html`<strong>${part.slice(2, -2)}</strong>`;
  const [, text = '', target = ''] = /^\[(.*)\]\((.*)\)$/.exec(part) ?? [];
  return html`<a href="${target}">${text}</a>`;
}

/** Lines that belong together: a heading is one by itself. */
function blocksOf(text: string): readonly (readonly string[])[] {
  return text
    .replaceAll(/^(#+ .*)$/gm, '\n$1\n')
    .split(/\n{2,}/)
    .map((lines) => lines.split('\n').filter((line) => line !== ''))
    .filter((lines) => lines.length > 0);
}

function block(lines: readonly string[]): Html {
  const [first = ''] = lines;
  if (first.startsWith('#')) return html`<h2>${inline(first.replace(/^#+ /, ''))}</h2>`;
  if (first.startsWith('|')) return table(lines);
  if (/^\d+\. /.test(first))
    return html`<ol>
      ${items(lines, /^\d+\. /)}
    </ol>`;
  if (/^[-*] /.test(first))
    return html`<ul>
      ${items(lines, /^[-*] /)}
    </ul>`;
  return html`<p>${inline(lines.join(' '))}</p>`;
}

function items(lines: readonly string[], mark: RegExp): readonly Html[] {
  return lines.map((line) => html`<li>${inline(line.replace(mark, ''))}</li>`);
}

function table([head = '', , ...rows]: readonly string[]): Html {
  return html`<table>
    <thead>
      <tr>
        ${cells(head).map((cell) => html`<th scope="col">${inline(cell)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${cells(row).map((cell) => html`<td>${inline(cell)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function cells(line: string): readonly string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}
