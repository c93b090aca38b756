import { RequestFailure } from '../core/failure.ts';
import { csrfHeader } from '../core/cors.ts';
import { cookieValues, isForged, setCookie, type CookieSettings } from '../core/session-cookie.ts';
import {
  header,
  headerValues,
  operationOf,
  type Event,
  type PipelineRequest,
  type SessionCookies,
} from './request-state.ts';

/**
 * Sessions in a cookie, for pages of the setting `cookieOrigins`: only these get one, no answer has the bearer, and the
 * end of the chat deletes the cookie.
 */
export function sessionCookies(settings: CookieSettings): SessionCookies {
  return {
    given: (request, bearer) => given(request, bearer, settings),
    middleware: {
      before({ event, context: { state } }) {
        if (state.input && 'session' in state.input) refuseForged(event, settings);
      },
      after(request) {
        const { state } = request.context;
        const { answer, byCookie } = state;
        if (!answer || !byCookie) return;
        if (operationOf(request).handler === 'connection') {
          // They are the bearer once more.
          const { ConnectionCredentials: _, ...body } = answer.body as {
            readonly ConnectionCredentials?: unknown;
          };
          state.answer = { ...answer, body };
        }
        clearAtEnd(request);
      },
      onError(request) {
        const failure = request.error instanceof RequestFailure ? request.error.failure : undefined;
        // The chat is over already. One of another page goes on.
        if (failure?.kind === 'denied' && failure.reason !== 'origin-foreign') clearAtEnd(request);
      },
    },
  };
}

function given(
  request: PipelineRequest,
  bearer: string | undefined,
  settings: CookieSettings,
): string | undefined {
  const { event, context } = request;
  const cookies = cookieValues(headerValues(event, 'cookie'));
  if (cookies.length === 0) return bearer;
  const { access, form } = operationOf(request);
  if (form === 'beacon' ? bearer !== undefined : header(event, csrfHeader) === undefined) {
    if (bearer === undefined && access === 'session') throw denied('csrf-header-missing');
    return bearer;
  }
  if (isForged(sent(event), settings)) throw denied('cross-site');
  const [cookie] = cookies;
  // A host beside this one cannot set the cookie; who has found a way still chooses no session.
  if (cookies.length > 1 || (bearer !== undefined && bearer !== cookie)) throw denied('cookie-mismatch');
  context.state.byCookie = true;
  return cookie;
}

function refuseForged(event: Event, settings: CookieSettings): void {
  if (header(event, csrfHeader) === undefined) throw denied('csrf-header-missing');
  if (isForged(sent(event), settings)) throw denied('cross-site');
}

function sent(event: Event): Parameters<typeof isForged>[0] {
  return { method: event.httpMethod, origin: header(event, 'origin'), site: header(event, 'sec-fetch-site') };
}

function denied(reason: 'csrf-header-missing' | 'cross-site' | 'cookie-mismatch'): RequestFailure {
  return new RequestFailure({ kind: 'denied', reason });
}

function clearAtEnd({ context: { state } }: PipelineRequest): void {
  if (state.byCookie && state.operation?.asks === 'end') state.setCookie = setCookie('', 0);
}
