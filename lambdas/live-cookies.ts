import type { Settings } from './core/settings.ts';
import type { SessionCookies } from './http/request-state.ts';

/** Sessions in a cookie. Read only where a page may have one. */
export async function cookiesOf(settings: Settings): Promise<SessionCookies | undefined> {
  return settings.cookieOrigins.length > 0
    ? (await import('./http/session-cookie.ts')).sessionCookies(settings)
    : undefined;
}
