import type { Config } from '../../config/config.ts';
import { answerOf, type Asked } from '../facts.ts';
import { mend, skipped, well, type Finding } from '../finding.ts';
import { askHttp } from './ask-http.ts';
import { browserOrigin, toldOf, type HttpAnswer } from './facts.ts';
import type { Sleep } from './try-chat.ts';

/** Above this, startsPerIp is not provoked: it would take thousands of requests. */
const mostProvoked = 100;
/**
 * WAF counts with a delay of seconds to two minutes. So many requests are sent beyond the limit before this gives up.
 */
const patience = 150;
/** Milliseconds between two requests: slower than API Gateway's own throttle on starts, whose error is 429 too. */
const between = 700;

export interface Provoked {
  readonly origin: string;
  /** Requests sent. */
  readonly sent: number;
  /** The last answer. */
  readonly last: Asked<HttpAnswer>;
}

type Deployment = Pick<Config, 'startsPerIp' | 'webAcl' | 'allowedOrigins'>;

/** Says why the rate rule is not provoked; undefined if it is. */
export function unprovoked({ webAcl, startsPerIp }: Deployment): Finding | undefined {
  if (webAcl !== 'on')
    return skipped('The rate rule was not provoked: the settings have no web ACL of the stack');
  return startsPerIp > mostProvoked
    ? skipped(`The rate rule was not provoked: ${startsPerIp} starts are too many to send`)
    : undefined;
}

/**
 * Sends starts that start nothing, as their bodies are not JSON, until the web ACL's rate rule refuses them: WAF counts
 * them before any function sees them. Afterwards this address cannot start chats for up to five minutes.
 */
export async function provokeRate(
  api: string,
  { startsPerIp, allowedOrigins }: Deployment,
  sleep: Sleep,
): Promise<Provoked> {
  const origin = browserOrigin(allowedOrigins[0] ?? '');
  const headers = { origin, 'content-type': 'application/json' };
  for (let sent = 1; ; sent++) {
    const { asked } = await askHttp(`${api}/chats`, { method: 'POST', headers, body: 'npm run doctor' });
    const answer = answerOf(asked);
    if (sent >= startsPerIp + patience || !answer || byRule(answer)) return { origin, sent, last: asked };
    await sleep(between);
  }
}

/** Whether the rate rule refused it: API Gateway's own throttle says Retry-After: 1. */
function byRule({ status, headers }: HttpAnswer): boolean {
  return status === 429 && Number(headers['retry-after']) >= 60;
}

export function provokedFinding({ origin, sent, last }: Provoked): Finding {
  const answer = answerOf(last);
  const what = `After ${sent} starts from this address`;
  if (!answer) return skipped(`The rate rule was not provoked: no answer came (${toldOf(last)})`);
  if (!byRule(answer))
    return mend(
      `${what} the web ACL still lets more through (${toldOf(last)})`,
      'run the doctor again; if it stays so, deploy this version again, and see whether another web ACL protects the API',
    );
  const allowed = answer.headers['access-control-allow-origin'];
  return (allowed === '*' || allowed === origin) && answer.inForm
    ? well(
        `${what} the web ACL answers 429 in Connect's form, with CORS headers; it does so for up to five minutes`,
      )
    : mend(`${what} the web ACL answers 429, but a page cannot read the answer`, 'deploy this version again');
}
