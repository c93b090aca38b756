import type { Shape } from '../core/shape.ts';

/** A shape's bounds as a sentence; empty where it has none. Generated clients show descriptions, and no keyword. */
export function bounds(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
      return shape.values ? '' : range(shape.min ?? 0, shape.max, 'character');
    case 'integer':
      return range(shape.min ?? -Infinity, shape.max, '');
    case 'list':
      return range(shape.min ?? 0, shape.max, 'element');
    case 'map':
      return shape.maxBytes === undefined
        ? ''
        : `At most ${number(shape.maxBytes)} UTF-8 bytes in all its keys and values.`;
    case 'boolean':
    case 'structure':
    case 'recursive':
      return '';
  }
}

/** What AWS says is the most, of an answer. */
export function most(shape: Shape): string {
  return 'max' in shape && shape.max !== undefined ? bounds({ ...shape, min: 0 }) : '';
}

function range(least: number, most: number | undefined, unit: string): string {
  const of = (count: number): string =>
    unit === '' ? number(count) : `${number(count)} ${unit}${count === 1 ? '' : 's'}`;
  if (most === undefined) return least > 0 ? `At least ${of(least)}.` : '';
  if (least === most) return `Exactly ${of(most)}.`;
  return least > 0 || unit === '' ? `${number(least)} to ${of(most)}.` : `At most ${of(most)}.`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
