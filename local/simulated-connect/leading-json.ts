import { parsed } from './content-rules.ts';

/**
 * The value of the JSON at the beginning of a text, whatever follows it; undefined when there is none. Connect reads
 * frames like this: AWS's iOS SDK ends its subscribe frame in a stray bracket.
 */
export function leadingJson(text: string): unknown {
  const whole = parsed(text);
  return whole === undefined ? parsed(text.slice(0, endOfFirstValue(text))) : whole;
}

/** Where the object or array that begins first is closed; 0 when it is not. */
function endOfFirstValue(text: string): number {
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    if (depth <= 0) return index + token.length;
  }
  return 0;
}
