import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { answerOf, type Asked } from '../facts.ts';
import { askHttp, type Told } from './ask-http.ts';
import { maybeDone, type ChatFacts, type HttpAnswer } from './facts.ts';

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
  readonly sleep?: Sleep;
}

/**
 * Starts a chat and ends it. The bearer stays in this function. If a start gets no answer, it is repeated with the same
 * ClientToken, which starts no second chat.
 */
export async function tryChat({ api, origin, entryPoint, sleep = pause }: ChatQuestion): Promise<ChatFacts> {
  const headers = { origin, 'content-type': 'application/json' };
  const start = JSON.stringify({
    EntryPoint: entryPoint,
    ParticipantDetails: { DisplayName: 'npm run doctor' },
    ClientToken: randomUUID(),
  });
  const { first, last } = await insist(
    () => askHttp(`${api}/chats`, { method: 'POST', headers, body: start }),
    maybeDone,
    sleep,
  );
  const started = { started: last.asked, ...(first !== last && { atFirst: first.asked }) };
  const { ParticipantToken: bearer } = last.body;
  if (typeof bearer !== 'string') return { ...started, disconnected: undefined };
  const ended = await insist(
    () =>
      askHttp(`${api}/participant/disconnect`, {
        method: 'POST',
        headers: { ...headers, 'x-amz-bearer': bearer },
        body: '{}',
      }),
    (asked) => maybeDone(asked) || answerOf(asked)?.status === 429,
    sleep,
  );
  return { ...started, disconnected: ended.last.asked };
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
