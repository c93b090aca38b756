/** Writes a number for readers: with commas, and only significant digits. */
export function plain(value: number): string {
  if (value === 0) return '0';
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  if (value >= 0.01) return grouped(value, digits);
  return value >= 0.000_01 ? String(Number(value.toPrecision(2))) : 'under 0.00001';
}

/** Writes an input exactly, with commas. */
export function exact(value: number): string {
  return value >= 1_000 ? grouped(value, 0) : String(value).includes('e') ? value.toFixed(10) : String(value);
}

/** Dollars and cents. */
export function money(value: number): string {
  return grouped(value, 2);
}

export function percent(part: number): string {
  const value = 100 * part;
  if (value >= 10) return `${grouped(value, 0)} %`;
  return value >= 0.01 ? `${grouped(value, 2)} %` : 'under 0.01 %';
}

function grouped(value: number, digits: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
