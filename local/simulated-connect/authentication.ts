import { randomUUID } from 'node:crypto';

/** How long after the authenticationInitiated event its address can be had, in ms (AWS: one minute). */
const addressMs = 60_000;

/**
 * The chats' requests to sign in, each by the SessionId of its authenticationInitiated event. A SessionId gets one
 * address, within a minute, and ends once. One that no chat was given is let through, so that a client can be tried
 * without an agent who asks.
 *
 * Sources: https://docs.aws.amazon.com/connect/latest/APIReference/API_connect-participant_GetAuthenticationUrl.html;
 * the README of amazon-connect-chatjs calls a SessionId a code for one use.
 */
export interface Authentications {
  /** A new SessionId, of 36 characters. */
  initiate(contactId: string): string;
  /** The contact's newest SessionId that has not ended. */
  pending(contactId: string): string | undefined;
  /** Returns why there is no address for it; undefined when there is one. It is given once. */
  addressProblem(contactId: string, sessionId: string): string | undefined;
  /** Ends it. Returns why it cannot end; undefined when it has ended now. */
  endProblem(contactId: string, sessionId: string): string | undefined;
}

interface Session {
  readonly contactId: string;
  readonly initiatedAt: number;
  state: 'initiated' | 'address given' | 'ended';
}

// A simulator left running for weeks must not grow for ever.
const sessionsKept = 10_000;

export function createAuthentications(now: () => number): Authentications {
  const sessions = new Map<string, Session>();

  function problem(contactId: string, sessionId: string): string | undefined {
    const session = sessions.get(sessionId);
    if (session === undefined) return undefined;
    if (session.contactId !== contactId) return 'SessionId is not of this chat';
    return session.state === 'ended' ? 'The authentication session is over' : undefined;
  }

  return {
    initiate(contactId) {
      const sessionId = randomUUID();
      sessions.set(sessionId, { contactId, initiatedAt: now(), state: 'initiated' });
      const oldest = sessions.keys().next();
      if (sessions.size > sessionsKept && oldest.done !== true) sessions.delete(oldest.value);
      return sessionId;
    },
    pending: (contactId) =>
      [...sessions].findLast(
        ([, session]) => session.contactId === contactId && session.state !== 'ended',
      )?.[0],
    addressProblem(contactId, sessionId) {
      const wrong = problem(contactId, sessionId);
      const session = sessions.get(sessionId);
      if (wrong !== undefined || session === undefined) return wrong;
      if (session.state === 'address given') return 'The authentication session has had its address';
      if (now() >= session.initiatedAt + addressMs)
        return 'The authentication session is older than a minute';
      session.state = 'address given';
      return undefined;
    },
    endProblem(contactId, sessionId) {
      const wrong = problem(contactId, sessionId);
      const session = sessions.get(sessionId);
      if (wrong === undefined && session !== undefined) session.state = 'ended';
      return wrong;
    },
  };
}
