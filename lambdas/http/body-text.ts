import { bodyMaximum } from '../core/body-maximum.ts';
import { RequestFailure } from '../core/failure.ts';
import type { Event } from './request-state.ts';

/** The body as text; empty for none. Fails where it is longer than any may be. */
export function bodyText({ body, isBase64Encoded }: Event): string {
  const text = isBase64Encoded && body !== null ? Buffer.from(body, 'base64').toString('utf8') : (body ?? '');
  if (Buffer.byteLength(text) > bodyMaximum)
    throw new RequestFailure({
      kind: 'invalid',
      problems: [`The body must have at most ${bodyMaximum} bytes`],
    });
  return text;
}
