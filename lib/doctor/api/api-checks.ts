import { preflightHeaders } from '../../../lambdas/core/cors.ts';
import type { Config } from '../../config/config.ts';
import type { Asked } from '../facts.ts';
import { mend, skipped, well, type Finding } from '../finding.ts';
import { addressFinding } from './address-checks.ts';
import { chatFindings } from './chat-checks.ts';
import { cookieChatFinding, cookieFindings } from './cookie-checks.ts';
import { browserOrigin, foreignOrigin, toldOf, type ApiFacts, type HttpAnswer } from './facts.ts';

/** The headers that amazon-connect-chatjs and the AWS SDKs name in a preflight: all that the API allows. */
export const preflightRequestHeaders: readonly string[] = (
  preflightHeaders(['https://www.example.com'], 'https://www.example.com', 'POST')[
    'Access-Control-Allow-Headers'
  ] ?? ''
).split(',');

type Deployment = Pick<Config, 'allowedOrigins' | 'cookieOrigins' | 'webAclToken'> & {
  readonly optional: Pick<Config['optional'], 'signIn' | 'domainName'>;
};

/** Checks that the deployed API is there, open to the configured origins, and closed to others. */
export function apiFindings(deployment: Deployment, facts: ApiFacts): readonly Finding[] {
  const wrong = addressFinding({ url: facts.url, optional: deployment.optional }, facts.health);
  if (wrong)
    return [wrong, skipped('Preflights were not checked and no chat was started: the API does not answer')];
  return [
    well('The API is up'),
    ...deployment.allowedOrigins.map((origin) =>
      originFinding(origin, facts.preflights[browserOrigin(origin)]),
    ),
    ...deployment.allowedOrigins.flatMap((origin) =>
      cookieFindings(origin, deployment.cookieOrigins, facts.preflights[browserOrigin(origin)]),
    ),
    foreignFinding(facts.preflights[foreignOrigin]),
    ...(facts.chat ? chatFindings(deployment, facts.chat) : []),
    ...(facts.cookieChat ? [cookieChatFinding(facts.cookieChat)] : []),
  ];
}

function originFinding(origin: string, asked: Asked<HttpAnswer> | undefined): Finding {
  const what = `Pages of ${origin}`;
  if (!asked || 'failure' in asked)
    return mend(
      `${what} get no answer to their preflight (${asked ? toldOf(asked) : 'none'})`,
      'run the doctor again',
    );
  const { status, headers } = asked.answer;
  if (status >= 300)
    return mend(`${what} get ${toldOf(asked)} in answer to their preflight`, 'deploy this version again');
  const allowed = headers['access-control-allow-origin'];
  const again = 'deploy again with these settings, which have this origin in allowedOrigins';
  if (allowed !== browserOrigin(origin)) return mend(`${what} may not use the API as it is deployed`, again);
  const list = (name: string): readonly string[] =>
    (headers[name] ?? '').split(',').map((value) => value.trim().toLowerCase());
  const lacking = preflightRequestHeaders.filter(
    (name) => !list('access-control-allow-headers').includes(name.toLowerCase()),
  );
  if (lacking.length > 0)
    return mend(
      `${what} may not send ${lacking.join(', ')}, without which the chat client fails`,
      'deploy this version again',
    );
  if (!list('access-control-allow-methods').includes('post'))
    return mend(`${what} may not send POST requests`, 'deploy this version again');
  return well(`${what} may use the API`);
}

function foreignFinding(asked: Asked<HttpAnswer> | undefined): Finding {
  if (!asked || 'failure' in asked)
    return mend('A page from elsewhere gets no answer to its preflight', 'run the doctor again');
  if (asked.answer.status >= 300)
    return skipped(`Whether pages from elsewhere may use the API could not be seen (${toldOf(asked)})`);
  return asked.answer.headers['access-control-allow-origin'] === undefined
    ? well('Pages from elsewhere may not use the API')
    : mend(
        'Pages from elsewhere may use the API as it is deployed',
        'deploy again with these settings, and find what adds CORS headers in front of the API',
      );
}
