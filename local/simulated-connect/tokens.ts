import { randomBytes } from 'node:crypto';
import { ServiceError } from './service-error.ts';

export type TokenKind = 'participant' | 'connection' | 'websocket';

/** The tokens the simulator has issued, by the participant they speak for. */
export interface Tokens {
  /** Issues a token; with a `lifetimeMs` of Infinity it lives as long as the participant. */
  issue(kind: TokenKind, participantId: string, lifetimeMs: number): { token: string; expiresAt: number };
  /** Returns the participant that a token of this kind speaks for; throws AccessDeniedException for any other token. */
  participantOf(kind: TokenKind, token: string | undefined): string;
  /** The same, for a token that is good for one use. */
  redeem(kind: TokenKind, token: string | undefined): string;
  /** Refuses every token of this kind that was issued until now. */
  expireAll(kind: TokenKind): void;
  /** Drops all tokens of a participant. */
  revoke(participantId: string): void;
}

interface Issued {
  readonly kind: TokenKind;
  readonly participantId: string;
  readonly expiresAt: number;
}

export function createTokens(now: () => number): Tokens {
  const issued = new Map<string, Issued>();
  const ofParticipant = new Map<string, string[]>();

  function participantOf(kind: TokenKind, token: string | undefined): string {
    const found = token === undefined ? undefined : issued.get(token);
    if (found === undefined || found.kind !== kind || now() >= found.expiresAt) {
      throw new ServiceError('AccessDeniedException', 'Access denied');
    }
    return found.participantId;
  }

  return {
    issue(kind, participantId, lifetimeMs) {
      // Real tokens start with "QVFJ" too: a search of logs or a browser's storage for it shows a leak.
      const token = `QVFJ${randomBytes(270).toString(kind === 'websocket' ? 'base64url' : 'base64')}`;
      const expiresAt = now() + lifetimeMs;
      issued.set(token, { kind, participantId, expiresAt });
      ofParticipant.set(participantId, [...(ofParticipant.get(participantId) ?? []), token]);
      return { token, expiresAt };
    },
    participantOf,
    redeem(kind, token) {
      const participantId = participantOf(kind, token);
      issued.delete(token ?? '');
      return participantId;
    },
    expireAll(kind) {
      for (const [token, entry] of issued) if (entry.kind === kind) issued.delete(token);
    },
    revoke(participantId) {
      for (const token of ofParticipant.get(participantId) ?? []) issued.delete(token);
      ofParticipant.delete(participantId);
    },
  };
}
