import type { Summary } from '../statistics.ts';

export function withCommas(value: number): string {
  return value.toLocaleString('en-US');
}

/** "12.3 (11.9–12.8)": median and quartiles. */
export function spread({ median, lower, upper }: Summary, digits: number): string {
  return `${median.toFixed(digits)} (${lower.toFixed(digits)}–${upper.toFixed(digits)})`;
}
