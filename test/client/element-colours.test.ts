import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dark, light, type Colours } from '../../client/src/element/styles/theme.ts';

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const texts: readonly (readonly [keyof Colours, keyof Colours])[] = [
  ['text', 'surface'],
  ['text', 'raised'],
  ['soft', 'surface'],
  ['soft', 'raised'],
  ['accent', 'surface'],
  ['accent', 'raised'],
  ['on-accent', 'accent'],
  ['on-mine', 'mine'],
  ['on-notice', 'notice'],
  ['danger', 'surface'],
  ['danger', 'raised'],
  ['surface', 'danger'],
];

for (const [name, colours] of [
  ['light', light],
  ['dark', dark],
] as const)
  test(`the ${name} colours of the element can be told apart: texts 4.5:1, the edges of what can be used 3:1`, () => {
    for (const [front, ground] of texts) {
      const ratio = contrast(colours[front], colours[ground]);
      assert.ok(ratio >= 4.5, `${front} on ${ground}: ${ratio.toFixed(2)}`);
    }
    for (const ground of ['surface', 'raised'] as const) {
      const ratio = contrast(colours.edge, colours[ground]);
      assert.ok(ratio >= 3, `edge on ${ground}: ${ratio.toFixed(2)}`);
    }
  });
