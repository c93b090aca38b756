import { csrfHeader } from '../../../lambdas/core/cors.ts';
import { answerOf, type Asked } from '../facts.ts';
import { mend, well, type Finding } from '../finding.ts';
import { toldOf, type CookieChatFacts, type HttpAnswer } from './facts.ts';

/** Whether browsers send the cookie for a page, where it may have one, and for no other. */
export function cookieFindings(
  origin: string,
  cookieOrigins: readonly string[],
  asked: Asked<HttpAnswer> | undefined,
): readonly Finding[] {
  const { status = 0, headers = {} } = answerOf(asked) ?? {};
  // What is wrong with the preflight itself has been said.
  if (status !== 204) return [];
  const sent = headers['access-control-allow-credentials'] === 'true';
  const guarded = (headers['access-control-allow-headers'] ?? '')
    .toLowerCase()
    .split(',')
    .includes(csrfHeader);
  const wanted = cookieOrigins.includes(origin);
  if (sent && !wanted)
    return [
      mend(
        `Pages of ${origin} may have their session in a cookie as the API is deployed`,
        'deploy again with these settings, which do not have this origin in cookieOrigins',
      ),
    ];
  if (!wanted) return [];
  return [
    sent && guarded
      ? well(`Pages of ${origin} may have their session in a cookie`)
      : mend(
          `Pages of ${origin} may not have their session in a cookie as the API is deployed`,
          'deploy again with these settings, which have this origin in cookieOrigins, and find what changes CORS ' +
            'headers in front of the API',
        ),
  ];
}

const inFront = 'in front of the API; the chat ends by itself within minutes';

/** Judges the chat that the doctor has started with a cookie and ended by it. */
export function cookieChatFinding({ started, hasCookie, ended }: CookieChatFacts): Finding {
  if (answerOf(started)?.status !== 200)
    return mend(
      `A chat whose session is in a cookie could not be started (${toldOf(started)})`,
      `deploy again with these settings; if that changes nothing, find what removes ${csrfHeader} in front of the API`,
    );
  if (!hasCookie)
    return mend(
      'A chat whose session is in a cookie was started, and its cookie did not arrive',
      `find what removes Set-Cookie ${inFront}`,
    );
  if (answerOf(ended)?.status !== 200)
    return mend(
      `The cookie of a chat does not reach the API (${ended ? toldOf(ended) : 'none'})`,
      `find what removes Cookie or ${csrfHeader} ${inFront}`,
    );
  return well('A chat was started with its session in a cookie, and ended by the cookie');
}
