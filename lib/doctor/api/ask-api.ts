import type { Config } from '../../config/config.ts';
import { answerOf } from '../facts.ts';
import { askHttp, type Told } from './ask-http.ts';
import { preflightRequestHeaders } from './api-checks.ts';
import { browserOrigin, foreignOrigin, type ApiFacts } from './facts.ts';
import { tryChat, tryCookieChat, type Sleep } from './try-chat.ts';

export interface ApiQuestions {
  readonly api: string;
  readonly startChat: boolean;
  readonly sleep?: Sleep | undefined;
}

/** Asks a deployed API what a browser would ask it. Never throws. */
export async function askApi(
  { api, startChat, sleep }: ApiQuestions,
  {
    allowedOrigins,
    cookieOrigins: [cookieOrigin],
    entryPoints,
  }: Pick<Config, 'allowedOrigins' | 'cookieOrigins' | 'entryPoints'>,
): Promise<ApiFacts> {
  const origins = [...allowedOrigins.map(browserOrigin), foreignOrigin];
  const [health, ...preflights] = await Promise.all([
    askHttp(`${api}/health`),
    ...origins.map((origin) => preflight(api, origin)),
  ]);
  const [entryPoint = ''] = Object.keys(entryPoints);
  const [origin = ''] = origins;
  // Do not start a chat at an address that does not answer as the API does.
  const chat =
    startChat && answerOf(health.asked)?.status === 200
      ? await tryChat({ api, origin, entryPoint, sleep })
      : undefined;
  const mayTryCookie = cookieOrigin !== undefined && answerOf(chat?.started)?.status === 200;
  return {
    url: api,
    health: health.asked,
    preflights: Object.fromEntries(
      origins.map((from, index) => [from, preflights[index]?.asked ?? health.asked]),
    ),
    chat,
    cookieChat: mayTryCookie
      ? await tryCookieChat({ api, origin: cookieOrigin, entryPoint, sleep })
      : undefined,
  };
}

async function preflight(api: string, origin: string): Promise<Told> {
  return await askHttp(`${api}/chats`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': preflightRequestHeaders.join(','),
    },
  });
}
