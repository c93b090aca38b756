import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OperationName } from '../../lambdas/operations/operations.ts';
import { connectionBody, typingBody } from '../clients/bodies.ts';
import type { Http } from '../clients/http.ts';
import { isFinal } from '../judge/history.ts';
import type { Stalls } from '../world/stalls.ts';
import type { Acts } from './cases.ts';
import type { Answer, Asked } from './history.ts';

/** What a visitor does, over what, and for how long a request is repeated. */
export interface Play {
  /** Of the run: no two have the same. */
  readonly name: string;
  readonly acts: Acts;
  readonly http: Http;
  /** Of the API processes, of which each request goes to any. */
  readonly urls: readonly string[];
  readonly random: () => number;
  /** In ms. */
  readonly now: () => number;
  readonly stalls: Stalls;
  readonly signal: AbortSignal;
}

/** How long a request is repeated before it counts as never answered, in ms. */
const patience = 60_000;

/** What a caller waits that got no answer at all, in ms. */
const pauseMs = 400;

/**
 * The most that a caller waits whose request is carried out already, in ms: a double click's other half has its answer
 * long before a claim that nobody gives up runs out.
 */
const impatienceMs = 1_500;

/** The most that a caller's pause is beyond Retry-After, in ms. */
const spread = 300;

const file = 'file';

/**
 * Plays a visitor from the start of a chat to its end, who repeats each request until its answer is final. Resolves with
 * everything that was asked, in the order in which it was first asked.
 */
export async function play(given: Play): Promise<readonly Asked[]> {
  const { name, acts, http, urls, random, now, stalls, signal } = given;
  const {
    starts = 1,
    tabs = 1,
    clicks = 1,
    messages = 3,
    impatience,
    again,
    uploads,
    events,
    ends = true,
  } = acts;
  const asked: Asked[] = [];
  let bearer = '';

  async function attempt(path: string, body: object, patient: number | undefined): Promise<Answer> {
    const at = now();
    const url = urls[Math.floor(random() * urls.length)] ?? '';
    const none = (): Answer => ({
      status: 0,
      errorType: undefined,
      retryAfter: undefined,
      body: undefined,
      at,
      took: now() - at,
      held: 0,
    });
    const answered = http
      .post(`${url}/v1${path}`, body, '127.0.0.1', bearer === '' ? {} : { 'x-amz-bearer': bearer })
      .then((answer) => ({ ...answer, at, held: stalls.between(at, now()) }), none);
    return patient === undefined ? answered : Promise.race([answered, delay(patient).then(none)]);
  }

  /** Asks until an answer is final, or the time is over. */
  async function ask(
    operation: OperationName,
    path: string,
    body: object,
    { sender = name, mark = undefined as string | undefined } = {},
  ): Promise<Answer | undefined> {
    const answers: Answer[] = [];
    const { ClientToken: clientToken } = body as { readonly ClientToken?: string };
    const one = { sender, operation, mark, clientToken, answers, final: undefined as Answer | undefined };
    asked.push(one);
    const end = now() + patience;
    while (now() < end) {
      // Longer each time: on a slow machine there is an answer, too.
      const answer = await attempt(path, body, impatience && impatience * 2 ** answers.length);
      answers.push(answer);
      if (isFinal(answer)) return (one.final = answer);
      const told = answer.retryAfter === undefined ? pauseMs : answer.retryAfter * 1_000;
      const pause = answer.status === 409 ? Math.min(told, impatienceMs) : told;
      if (now() + pause > end) break;
      await delay(pause + spread * random(), undefined, { signal });
    }
    return undefined;
  }

  async function tab(sender: string): Promise<void> {
    const sent: (() => Promise<unknown>)[] = [];
    for (let count = 1; count <= messages; count++) {
      const mark = `${sender}, message ${count}`;
      const body = { ContentType: 'text/plain', Content: mark, ClientToken: randomUUID() };
      if (events) await ask('SendEvent', '/participant/event', typingBody, { sender });
      await clicked(clicks, () => ask('SendMessage', '/participant/message', body, { sender, mark }));
      // Nobody's order: what is repeated was answered before.
      const repeat = (): Promise<unknown> =>
        ask('SendMessage', '/participant/message', body, { sender: `${sender}, again ${count}`, mark });
      sent.push(repeat);
      if (again && random() < 0.7) await sent[Math.floor(random() * sent.length)]?.();
    }
    if (again) await Promise.all(sent.toReversed().map((repeat) => repeat()));
  }

  async function upload(): Promise<void> {
    const mark = `${name}, ${file}.txt`;
    const started = await ask('StartAttachmentUpload', '/participant/start-attachment-upload', {
      ContentType: 'text/plain',
      AttachmentSizeInBytes: 2,
      AttachmentName: mark,
      ClientToken: randomUUID(),
    });
    const { AttachmentId, UploadMetadata } = (started?.body ?? {}) as {
      readonly AttachmentId?: string;
      readonly UploadMetadata?: { readonly Url: string; readonly HeadersToInclude: Record<string, string> };
    };
    if (AttachmentId === undefined || UploadMetadata === undefined) return;
    await fetch(UploadMetadata.Url, { method: 'PUT', headers: UploadMetadata.HeadersToInclude, body: 'ab' });
    const body = { AttachmentIds: [AttachmentId], ClientToken: randomUUID() };
    await clicked(clicks, () =>
      ask('CompleteAttachmentUpload', '/participant/complete-attachment-upload', body, { mark }),
    );
  }

  const start = { ParticipantDetails: { DisplayName: name }, ClientToken: randomUUID() };
  const started = await clicked(starts, () => ask('StartChat', '/chats', start, { mark: name }));
  const { ParticipantToken } = (started?.body ?? {}) as { readonly ParticipantToken?: string };
  if (ParticipantToken === undefined) return asked;
  bearer = ParticipantToken;
  await clicked(clicks, () => ask('CreateParticipantConnection', '/participant/connection', connectionBody));
  await Promise.all([
    ...Array.from({ length: tabs }, (_, index) => tab(tabs === 1 ? name : `${name}, tab ${index + 1}`)),
    ...(uploads ? [upload()] : []),
  ]);
  await ask('GetTranscript', '/participant/transcript', {});
  if (ends) {
    const body = { ClientToken: randomUUID() };
    await clicked(clicks, () => ask('DisconnectParticipant', '/participant/disconnect', body));
  }
  return asked;
}

/** The same request several times at once. */
async function clicked(times: number, click: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
  return (await Promise.all(Array.from({ length: times }, click)))[0];
}
