import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { csrfHeader } from '../../../lambdas/core/cors.ts';
import { cookieValues, sessionCookieName } from '../../../lambdas/core/session-cookie.ts';
import { answerOf, type Asked } from '../facts.ts';
import { askHttp, type Told } from './ask-http.ts';
import { maybeDone, type ChatFacts, type CookieChatFacts, type HttpAnswer } from './facts.ts';

/** Most attempts at a request whose answer is missing, or says that it may be repeated. */
const attempts = 4;

/** Seconds between two of them, at most. */
const longestPause = 5;

/** Waits so many milliseconds. */
export type Sleep = (milliseconds: number) => Promise<unknown>;

export interface ChatQuestion {
  readonly api: string;
  readonly origin: string;
  readonly entryPoint: string;
  readonly sleep?: Sleep | undefined;
}

/**
 * Starts a chat and ends it. The bearer stays in this function. If a start gets no answer, it is repeated with the same
 * ClientToken, which starts no second chat.
 */
export async function tryChat({ api, origin, entryPoint, sleep = pause }: ChatQuestion): Promise<ChatFacts> {
  const headers = { origin, 'content-type': 'application/json' };
  const body = startOf(entryPoint);
  const { first, last } = await insist(
    () => askHttp(`${api}/chats`, { method: 'POST', headers, body }),
    maybeDone,
    sleep,
  );
  const started = { started: last.asked, ...(first !== last && { atFirst: first.asked }) };
  const { ParticipantToken: bearer } = last.body;
  if (typeof bearer !== 'string') return { ...started, disconnected: undefined };
  const disconnected = await end(api, { ...headers, 'x-amz-bearer': bearer }, sleep);
  return { ...started, disconnected };
}

/** Starts a chat as a page does that has its session in a cookie, and ends it by the cookie, which stays here. */
export async function tryCookieChat({
  api,
  origin,
  entryPoint,
  sleep = pause,
}: ChatQuestion): Promise<CookieChatFacts> {
  const headers = { origin, 'content-type': 'application/json', [csrfHeader]: '1' };
  const body = startOf(entryPoint, { session: 'cookie' });
  const { last } = await insist(
    () => askHttp(`${api}/chats`, { method: 'POST', headers, body }),
    maybeDone,
    sleep,
  );
  const { 'set-cookie': set = '', ...others } = answerOf(last.asked)?.headers ?? {};
  const [cookie] = cookieValues([set]);
  return {
    started: 'answer' in last.asked ? { answer: { ...last.asked.answer, headers: others } } : last.asked,
    hasCookie: Boolean(cookie),
    ended: cookie
      ? await end(api, { ...headers, cookie: `${sessionCookieName}=${cookie}` }, sleep)
      : undefined,
  };
}

function startOf(entryPoint: string, more: object = {}): string {
  return JSON.stringify({
    EntryPoint: entryPoint,
    ParticipantDetails: { DisplayName: 'npm run doctor' },
    ClientToken: randomUUID(),
    ...more,
  });
}

async function end(
  api: string,
  headers: Readonly<Record<string, string>>,
  sleep: Sleep,
): Promise<Asked<HttpAnswer>> {
  const { last } = await insist(
    () => askHttp(`${api}/participant/disconnect`, { method: 'POST', headers, body: '{}' }),
    (asked) => maybeDone(asked) || answerOf(asked)?.status === 429,
    sleep,
  );
  return last.asked;
}

async function insist(
  ask: () => Promise<Told>,
  again: (asked: Asked<HttpAnswer>) => boolean,
  sleep: Sleep,
): Promise<{ readonly first: Told; readonly last: Told }> {
  let first: Told | undefined;
  for (let attempt = 1; ; attempt++) {
    const told = await ask();
    first ??= told;
    if (attempt === attempts || !again(told.asked)) return { first, last: told };
    const retryAfter = Number(answerOf(told.asked)?.headers['retry-after']) || attempt;
    await sleep(Math.min(retryAfter, longestPause) * 1_000);
  }
}
