import { preflightHeaders } from '../../lambdas/http/cors.ts';
import type { Config } from '../config.ts';
import {
  browserOrigin,
  foreignOrigin,
  type ApiFacts,
  type Asked,
  type ChatFacts,
  type HttpAnswer,
} from './facts.ts';
import { mend, skipped, well, type Finding } from './finding.ts';

/** What amazon-connect-chatjs and the AWS SDKs ask leave to send: all that the API allows. */
export const preflightRequestHeaders: readonly string[] = (
  preflightHeaders(['https://www.example.com'], 'https://www.example.com', 'POST')[
    'Access-Control-Allow-Headers'
  ] ?? ''
).split(',');

type Deployment = Pick<Config, 'allowedOrigins' | 'webAclToken'> & {
  readonly optional: Pick<Config['optional'], 'signIn'>;
};

/** The deployed API: there, open to the configured origins, and closed to others. */
export function apiFindings(deployment: Deployment, facts: ApiFacts): readonly Finding[] {
  const health = healthFinding(facts.health);
  if (health.mark === '✖')
    return [health, skipped('Preflights were not judged, nor was a chat started: the API does not answer')];
  return [
    health,
    ...deployment.allowedOrigins.map((origin) =>
      originFinding(origin, facts.preflights[browserOrigin(origin)]),
    ),
    foreignFinding(facts.preflights[foreignOrigin]),
    ...(facts.chat ? [chatFinding(deployment, facts.chat)] : []),
  ];
}

const copyUrl = "copy the API's URL from the stack's outputs, up to and with /v1";

function healthFinding(asked: Asked<HttpAnswer>): Finding {
  if ('failure' in asked)
    return mend(
      `Nothing answers at the API's address (${codeOf(asked)})`,
      `${copyUrl}, or deploy first: npx cdk deploy`,
    );
  const { status, error } = asked.answer;
  if (status === 200) return well('The API is up');
  if (error === 'MissingAuthenticationTokenException' || status === 404)
    return mend(`There is no such API at that address (${status})`, copyUrl);
  if (status === 403)
    return mend(
      'The API refuses this machine (403)',
      'see the web ACL: its IP reputation list or a rate rule may have this address',
    );
  if (status === 429) return mend('The API throttles (429)', 'ask again in a minute');
  return mend(
    `The API is there but not well (${status})`,
    "look at the log of the connect function, and at the stack's alarms",
  );
}

function originFinding(origin: string, asked: Asked<HttpAnswer> | undefined): Finding {
  const what = `Pages of ${origin}`;
  if (!asked || 'failure' in asked)
    return mend(`${what} get no answer to their preflight (${asked ? codeOf(asked) : 'none'})`, 'ask again');
  const { headers } = asked.answer;
  const allowed = headers['access-control-allow-origin'];
  const again = 'deploy again with these settings (allowedOrigins has it here)';
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
    return mend('A page from elsewhere gets no answer to its preflight', 'ask again');
  return asked.answer.headers['access-control-allow-origin'] === undefined
    ? well('Pages from elsewhere may not use the API')
    : mend(
        'Pages from elsewhere may use the API as it is deployed',
        'deploy again with these settings, and look for whatever adds CORS headers in front of it',
      );
}

function chatFinding({ optional, webAclToken }: Deployment, { started, disconnected }: ChatFacts): Finding {
  const what = 'A chat could not be started';
  if ('failure' in started) return mend(`${what} (${codeOf(started)})`, 'ask again');
  const { status, error } = started.answer;
  const detail = `${status}${error === undefined ? '' : ` ${error}`}`;
  if (status !== 200) {
    if (status === 403 && optional.signIn?.anonymous === false)
      return skipped('No chat was started: visitors must sign in, so try it from your page');
    if (webAclToken && (status === 202 || status === 405 || status === 403))
      return skipped('No chat was started: the web ACL asks for a token, so try it from your page');
    if (error === 'LimitExceededException')
      return mend(
        `${what}: all chats are in use`,
        'end idle ones, or have "Concurrent active chats per instance" raised in Service Quotas',
      );
    if (status === 429) return mend(`${what}, as starts are throttled (${detail})`, 'ask again in a minute');
    if (status === 403)
      return mend(
        `${what} (${detail})`,
        'deploy again, so that the connect function is allowed this instance and flow',
      );
    return mend(
      `${what} (${detail})`,
      `look at the log of the connect function, requestId ${requestId(started)}`,
    );
  }
  if (!disconnected || 'failure' in disconnected || disconnected.answer.status !== 200)
    return mend(
      'A chat was started but could not be ended',
      'end it in the agent workspace, and look at the log of the participant function',
    );
  return well('A chat was started through the API, and ended');
}

function codeOf(asked: Asked<HttpAnswer>): string {
  if ('answer' in asked) return String(asked.answer.status);
  return 'code' in asked.failure ? asked.failure.code : asked.failure.kind;
}

function requestId(asked: Asked<HttpAnswer>): string {
  const id = 'answer' in asked ? asked.answer.headers['x-amzn-requestid'] : undefined;
  return id ?? 'unknown';
}
