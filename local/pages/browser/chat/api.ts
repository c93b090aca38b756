import { firstErrorName } from '../../../../lambdas/core/error-name.ts';
import { stageName } from '../../../../lambdas/core/stage-name.ts';
import { parsed, textMember } from '../shared/json.ts';
import {
  forgetStart,
  pendingStart,
  storeSession,
  type PendingStart,
  type StoredSession,
} from './stored-session.ts';

/** Why a request has failed, in words for the person who waits. */
export interface Problem {
  readonly kind: 'busy' | 'over' | 'refused' | 'trouble' | 'offline';
  readonly text: string;
}

export const endpoint = `${location.origin}/${stageName}`;

/** Starts behind a throttle or in flight elsewhere are repeated this often before a person is bothered. */
const quietRepetitions = 4;
const startTimeoutMs = 30_000;

/** Starts a chat; repeating it after a Problem, even from a reloaded page, cannot start a second one. */
export async function startChat(displayName: string): Promise<StoredSession | Problem> {
  const start = pendingStart(displayName);
  for (let attempt = 1; ; attempt += 1) {
    const { problem, response, body } = await postStart(start);
    if (problem !== undefined) return problem;
    if (response.ok) return keep(body);
    const errorType = errorNameOf(response);
    const soon = errorType !== 'LimitExceededException' && [409, 429, 500, 503].includes(response.status);
    if (soon && attempt <= quietRepetitions) {
      await after(Number(response.headers.get('retry-after')) || 1);
      continue;
    }
    if (response.status < 500 && response.status !== 429) forgetStart();
    if (response.status === 403) return notAllowed;
    return problemOf(errorType, response.status, textMember(body, 'message'));
  }
}

/** Whether the stored chat goes on: the session itself, or why it does not. */
export async function resume(session: StoredSession): Promise<StoredSession | Problem> {
  try {
    const response = await fetch(`${endpoint}/session`, { headers: { 'x-amz-bearer': session.bearer } });
    if (response.ok) return session;
    return problemOf(errorNameOf(response), response.status, undefined);
  } catch {
    return offline;
  }
}

export const offline: Problem = {
  kind: 'offline',
  text: 'We cannot be reached at the moment. Please check your connection.',
};

const notAllowed: Problem = {
  kind: 'refused',
  text: 'Chats cannot be started from this page: its origin is not among the ALLOWED_ORIGINS.',
};

/** What chatjs rejects with, or the API's own answer, as a Problem. */
export function problemOf(type: string, status: number | undefined, message: string | undefined): Problem {
  if (type === 'LimitExceededException') {
    return { kind: 'busy', text: 'All chats are busy at the moment. Please try again in a minute.' };
  }
  if (status === 429) return { kind: 'busy', text: 'There is a lot going on. Please try again in a moment.' };
  if (status === 403) return { kind: 'over', text: 'This chat is over.' };
  if (status === 400) return { kind: 'refused', text: message ?? 'That is not possible.' };
  if (status === undefined) return offline;
  return { kind: 'trouble', text: 'Something went wrong on our side. Please try again.' };
}

function errorNameOf({ headers }: Response): string {
  return firstErrorName(headers.get('x-amzn-errortype') ?? '');
}

interface Posted {
  readonly problem?: Problem;
  readonly response: Response;
  readonly body: unknown;
}

async function postStart({ clientToken, displayName }: PendingStart): Promise<Posted> {
  try {
    const response = await fetch(`${endpoint}/chats`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ClientToken: clientToken,
        // A page of yours takes its CAPTCHA's; this is the token of Cloudflare's test keys, and of the local provider.
        VerificationToken: 'XXXX.DUMMY.TOKEN.XXXX',
        ParticipantDetails: { DisplayName: displayName },
        SupportedMessagingContentTypes: [
          'text/plain',
          'text/markdown',
          'application/vnd.amazonaws.connect.message.interactive',
          'application/vnd.amazonaws.connect.message.interactive.response',
        ],
      }),
      signal: AbortSignal.timeout(startTimeoutMs),
    });
    return { response, body: parsed(await response.text()) };
  } catch {
    return { problem: offline, response: Response.error(), body: undefined };
  }
}

function keep(body: unknown): StoredSession | Problem {
  const bearer = textMember(body, 'ParticipantToken');
  const contactId = textMember(body, 'ContactId');
  const participantId = textMember(body, 'ParticipantId');
  if (bearer === undefined || contactId === undefined || participantId === undefined) {
    return problemOf('', 500, undefined);
  }
  const session = { bearer, contactId, participantId };
  storeSession(session);
  return session;
}

async function after(seconds: number): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, seconds * 1_000);
  });
}
