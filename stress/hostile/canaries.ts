import { mark } from './request.ts';

/** How what must not be told is found again: in clear, or encoded by itself or behind one or two other characters. */
function tracesOf(secret: string): readonly string[] {
  const encoded = ['', ' ', '  '].flatMap((before) =>
    (['base64', 'base64url'] as const).map((encoding) =>
      // Without the characters that depend on what is before and behind.
      Buffer.from(before + secret)
        .toString(encoding)
        .slice(before === '' ? 0 : 4)
        .replace(/.{0,3}=*$/, ''),
    ),
  );
  return [...new Set([secret, Buffer.from(secret).toString('hex'), ...encoded])];
}

/** A bearer's own bytes are a secret as well. */
function tracesOfBearer(bearer: string): readonly string[] {
  const bytes = Buffer.from(bearer, 'base64url');
  return [...tracesOf(bearer), bytes.toString('hex'), bytes.toString('base64')];
}

const traces = tracesOf(mark);

/** What a process has written that it must not have: undefined for nothing. */
export function secretWritten(text: string, bearers: Iterable<string>): string | undefined {
  if (traces.some((trace) => text.includes(trace))) return 'a text, a name or an attribute';
  if (text.includes('QVFJ')) return 'a token of Connect';
  for (const bearer of bearers)
    if (tracesOfBearer(bearer).some((trace) => text.includes(trace))) return 'a bearer';
  return undefined;
}

/** Whether there is a token of Connect. A socket's URL has one by its nature. */
export function tokensIn(text: string): boolean {
  return text.replaceAll(/"Url":"ws[^"]*"/g, '').includes('QVFJ');
}

export function bearersIn(text: string, bearers: ReadonlySet<string>): boolean {
  for (const bearer of bearers) if (text.includes(bearer)) return true;
  return false;
}

/** Who has written the texts that are told: the number of each; -1 where a text has none. */
export function textsIn(text: string): readonly number[] {
  return [...text.matchAll(new RegExp(`${mark}(?:-(\\d+))?`, 'g'))].map(([, who]) => Number(who ?? -1));
}
