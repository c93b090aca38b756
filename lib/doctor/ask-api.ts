import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import { preflightRequestHeaders } from './api-checks.ts';
import {
  browserOrigin,
  foreignOrigin,
  type ApiFacts,
  type Asked,
  type ChatFacts,
  type HttpAnswer,
} from './facts.ts';

/** Milliseconds to wait for an answer: API Gateway gives one within 29 s. */
const patience = 30_000;

export interface ApiQuestions {
  readonly api: string;
  readonly startChat: boolean;
}

/** Asks a deployed API what a browser would ask it. Never fails. */
export async function askApi(
  { api, startChat }: ApiQuestions,
  { allowedOrigins, entryPoints }: Pick<Config, 'allowedOrigins' | 'entryPoints'>,
): Promise<ApiFacts> {
  const origins = [...allowedOrigins.map(browserOrigin), foreignOrigin];
  const [health, ...preflights] = await Promise.all([
    ask(`${api}/health`, {}),
    ...origins.map((origin) => preflight(api, origin)),
  ]);
  const [entryPoint = ''] = Object.keys(entryPoints);
  return {
    health: health.asked,
    preflights: Object.fromEntries(
      origins.map((origin, index) => [origin, preflights[index]?.asked ?? health.asked]),
    ),
    chat: startChat ? await tryChat(api, origins[0] ?? '', entryPoint) : undefined,
  };
}

interface Told {
  readonly asked: Asked<HttpAnswer>;
  readonly body: unknown;
}

async function preflight(api: string, origin: string): Promise<Told> {
  return await ask(`${api}/chats`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': preflightRequestHeaders.join(','),
    },
  });
}

/** Starts a chat and ends it. The bearer stays in here. */
async function tryChat(api: string, origin: string, EntryPoint: string): Promise<ChatFacts> {
  const headers = { origin, 'content-type': 'application/json' };
  const started = await ask(`${api}/chats`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      EntryPoint,
      ParticipantDetails: { DisplayName: 'npm run doctor' },
      ClientToken: randomUUID(),
    }),
  });
  const bearer = (started.body as { readonly ParticipantToken?: unknown } | undefined)?.ParticipantToken;
  if (typeof bearer !== 'string') return { started: started.asked, disconnected: undefined };
  const disconnected = await ask(`${api}/participant/disconnect`, {
    method: 'POST',
    headers: { ...headers, 'x-amz-bearer': bearer },
    body: '{}',
  });
  return { started: started.asked, disconnected: disconnected.asked };
}

async function ask(url: string, init: RequestInit): Promise<Told> {
  try {
    const response = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(patience) });
    const text = await response.text();
    const body = parsed(text);
    const error = response.headers.get('x-amzn-errortype') ?? undefined;
    return {
      asked: { answer: { status: response.status, headers: Object.fromEntries(response.headers), error } },
      body,
    };
  } catch (error) {
    const { name, cause } = error as { readonly name?: string; readonly cause?: { readonly code?: string } };
    return {
      asked: { failure: { kind: 'unreachable', code: cause?.code ?? name ?? 'unknown' } },
      body: undefined,
    };
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
