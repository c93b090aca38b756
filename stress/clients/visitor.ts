import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { nextAfter } from './attempts.ts';
import { connectionBody } from './bodies.ts';
import type { Http, HttpAnswer } from './http.ts';
import { openChatSocket, type ChatSocket } from './socket.ts';

/** What became of a visitor's connection. */
export interface Connected {
  readonly state: 'connected' | 'dead' | 'ended';
  /** The last answer's status, or what broke. */
  readonly by: string;
}

/** A visitor with a chat, who connects as the official client does. */
export interface Visitor {
  readonly address: string;
  /** Starts a chat, repeating by Retry-After until `patience` ms are over. Answers how it ended. */
  start(body?: object, patience?: number): Promise<Started>;
  /** Asks for a connection in the official client's manner, opens the socket and subscribes. */
  connect(): Promise<Connected>;
  /** Breaks the socket off. */
  cut(): void;
  readonly isOpen: boolean;
  /** Posts below the stage, with the bearer. */
  post(path: string, body: object): Promise<HttpAnswer>;
  /** The same for a GET. */
  get(path: string): Promise<HttpAnswer>;
}

export interface Started {
  readonly status: number;
  /** Milliseconds from the first request to the last answer. */
  readonly took: number;
  readonly requests: number;
  /** Those of them that the API did not refuse by itself. */
  readonly letThrough: number;
}

export interface VisitorOptions {
  readonly http: Http;
  /** Of an API process; may be another one each time, as Lambda's environments are. */
  readonly url: () => string;
  readonly address: string;
  readonly name: string;
  readonly random: () => number;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** Where the connection breaks, a start is repeated. */
const noAnswer = { status: 0, retryAfter: undefined, errorType: undefined, body: undefined };

/** What a start is answered that is one too many, without a call of Connect. */
const ownLimit = 'TooManyRequestsException';

export function createVisitor({ http, url, address, name, random, now, signal }: VisitorOptions): Visitor {
  let bearer = '';
  let socket: ChatSocket | undefined;

  const headers = (): Readonly<Record<string, string>> => (bearer === '' ? {} : { 'x-amz-bearer': bearer });
  const post = (path: string, body: object): Promise<HttpAnswer> =>
    http.post(`${url()}/v1${path}`, body, address, headers());

  /** Asks until there is a last answer. */
  async function ask(): Promise<Connected & { readonly body: unknown }> {
    for (let attempt = 1; ; attempt++) {
      const answer = await post('/participant/connection', connectionBody).catch(
        (error: NodeJS.ErrnoException) => ({ broken: error.code ?? error.message }),
      );
      const answered = 'status' in answer ? answer : undefined;
      const next = nextAfter(attempt, answered?.status, random());
      if (next.kind === 'again') await delay(next.pause, undefined, { signal });
      else
        return {
          state: next.kind,
          by: 'status' in answer ? String(answer.status) : answer.broken,
          body: answered?.body,
        };
    }
  }

  return {
    address,
    get isOpen() {
      return socket !== undefined;
    },
    async start(body = {}, patience = 0) {
      const began = now();
      const request = { ParticipantDetails: { DisplayName: name }, ClientToken: randomUUID(), ...body };
      let letThrough = 0;
      for (let requests = 1; ; requests++) {
        const answer = await post('/chats', request).catch(() => noAnswer);
        if (answer.errorType !== ownLimit && answer.status !== 403) letThrough++;
        const took = now() - began;
        if (answer.status === 200) bearer = bearerOf(answer.body);
        const pause = (answer.retryAfter ?? 1) * 1_000;
        const isFinal = ![noAnswer.status, 429, 500, 504].includes(answer.status);
        if (isFinal || took + pause > patience) return { status: answer.status, took, requests, letThrough };
        await delay(pause, undefined, { signal });
      }
    },
    async connect() {
      const { state, by, body } = await ask();
      if (state !== 'connected') return { state, by };
      const opened = await openChatSocket(websocketUrl(body), () => {
        if (socket === opened) socket = undefined;
      });
      socket = opened;
      return { state, by };
    },
    cut() {
      socket?.cut();
      socket = undefined;
    },
    post,
    get: (path) => http.get(`${url()}/v1${path}`, address, headers()),
  };
}

function websocketUrl(body: unknown): string {
  const { Websocket } = body as { readonly Websocket?: { readonly Url?: string } };
  if (typeof Websocket?.Url !== 'string') throw new Error('A connection was answered without a websocket');
  return Websocket.Url;
}

function bearerOf(body: unknown): string {
  const { ParticipantToken } = body as { readonly ParticipantToken?: string };
  if (typeof ParticipantToken !== 'string') throw new Error('A start was answered without a bearer');
  return ParticipantToken;
}
