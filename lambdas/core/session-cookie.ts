import type { Settings } from './settings.ts';
import { originAllowed } from './settings.ts';

/**
 * A session's bearer in a cookie, out of reach of the page's scripts: how the cookie is written and read, and when it
 * counts. Pure. RFC 10017, section 6.1.3, says what such a cookie needs, and what stops requests of other sites.
 */

/** Browsers take a cookie of this prefix from its own host alone, over TLS, for all paths: no other host can set it. */
export const sessionCookieName = '__Host-connect-chat';

/** The value of Set-Cookie. `maxAge`: seconds; 0 deletes the cookie. */
export function setCookie(bearer: string, maxAge: number): string {
  return `${sessionCookieName}=${bearer}; Max-Age=${maxAge}; Path=/; Secure; HttpOnly; SameSite=Strict`;
}

/** All that the values of the Cookie header have under the session's name, each once. */
export function cookieValues(headers: readonly string[]): readonly string[] {
  const pairs = headers.flatMap((header) => header.split(';')).map((pair) => pair.trim());
  const own = pairs.filter((pair) => pair.startsWith(`${sessionCookieName}=`));
  return [...new Set(own.map((pair) => pair.slice(sessionCookieName.length + 1)))];
}

/** What a browser says of a request, whatever the page behind it would like. */
export interface Sent {
  readonly method: string;
  readonly origin: string | undefined;
  /** Sec-Fetch-Site. Older browsers do not send it. */
  readonly site: string | undefined;
}

/**
 * Whether a request may come from elsewhere than a page that may have cookies. Of a GET to its own origin, browsers do
 * not tell the origin.
 */
export function isForged({ method, origin, site }: Sent, { cookieOrigins }: CookieSettings): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'same-site') return true;
  if (origin === undefined) return method !== 'GET' || site !== 'same-origin';
  return !originAllowed(cookieOrigins, origin);
}

export type CookieSettings = Pick<Settings, 'cookieOrigins'>;
