import type { Config } from '../../config/config.ts';
import { answerOf, type Asked } from '../facts.ts';
import { mend, skipped, well, type Finding } from '../finding.ts';
import { maybeDone, toldOf, type ChatFacts, type HttpAnswer } from './facts.ts';

type Deployment = Pick<Config, 'webAclToken'> & { readonly optional: Pick<Config['optional'], 'signIn'> };

/** Judges the chat that the doctor has started and ended. */
export function chatFindings(deployment: Deployment, facts: ChatFacts): readonly Finding[] {
  const { started } = facts;
  if (answerOf(started)?.status === 200) return [endedFinding(facts)];
  return [
    notStarted(deployment, started),
    ...(maybeDone(started)
      ? [
          skipped(
            'See in the agent workspace whether there is a chat all the same: its name is "npm run doctor"',
          ),
        ]
      : []),
  ];
}

function endedFinding({ atFirst, disconnected }: ChatFacts): Finding {
  if (!disconnected)
    return mend(
      'The start of a chat is answered 200, but not by this API',
      "see what answers there: copy the API's URL from the stack's outputs (ApiUrl)",
    );
  if (answerOf(disconnected)?.status !== 200)
    return mend(
      `A chat was started but could not be ended (${toldOf(disconnected)})`,
      'end it in the agent workspace, as it counts against the quota; then look at the log of the participant ' +
        `function, requestId ${requestId(disconnected)}`,
    );
  return well(
    `A chat was started through the API, and ended${atFirst ? ` (after a first ${toldOf(atFirst)})` : ''}`,
  );
}

function notStarted({ optional, webAclToken }: Deployment, started: Asked<HttpAnswer>): Finding {
  const what = 'A chat could not be started';
  if ('failure' in started) return mend(`${what} (${toldOf(started)})`, 'run the doctor again');
  const { status, error, theirs } = started.answer;
  if (status === 403 && theirs === undefined && optional.signIn?.anonymous === false)
    return skipped('No chat was started: visitors must sign in, so try it from your page');
  if (webAclToken && (status === 202 || status === 405 || status === 403))
    return skipped('No chat was started: the web ACL asks for a token, so try it from your page');
  if (error === 'LimitExceededException')
    return mend(
      `${what}: all chats are in use`,
      'end idle ones, or have "Concurrent active chats per instance" raised in Service Quotas',
    );
  if (status === 429)
    return mend(`${what}, as starts are throttled (${toldOf(started)})`, 'run the doctor again in a minute');
  if (status === 403)
    return theirs === undefined
      ? mend(
          `${what} (${toldOf(started)})`,
          'deploy again, so that the connect function is allowed this instance and flow',
        )
      : mend(
          `${what}, as the request was refused before any function (${toldOf(started)})`,
          'see the web ACL: one of its rules blocks this request',
        );
  return mend(
    `${what} (${toldOf(started)})`,
    `look at the log of the connect function, requestId ${requestId(started)}`,
  );
}

function requestId(asked: Asked<HttpAnswer>): string {
  return answerOf(asked)?.headers['x-amzn-requestid'] ?? 'unknown';
}
