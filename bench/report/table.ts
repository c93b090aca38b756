/** A Markdown table; what is between the columns' bars is aligned by the formatter. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return [
    line(columns),
    line(columns.map((_, index) => (index === 0 ? '---' : '--:'))),
    ...rows.map(line),
  ].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
