import { member, parsed, textMember } from '../shared/json.ts';

/** What a reloaded page needs to go on. The bearer is worth one chat, and only to this origin. */
export interface StoredSession {
  readonly bearer: string;
  readonly contactId: string;
  readonly participantId: string;
}

/** A start that has not been answered yet: repeating it with the same token cannot start two chats. */
export interface PendingStart {
  readonly clientToken: string;
  readonly displayName: string;
}

/** A message Connect has not confirmed yet. */
export interface PendingMessage {
  readonly clientToken: string;
  readonly contentType: string;
  readonly content: string;
}

const keys = { session: 'chat.session', start: 'chat.start', outbox: 'chat.outbox' } as const;

export function storedSession(): StoredSession | undefined {
  const stored = parsed(sessionStorage.getItem(keys.session) ?? undefined);
  const bearer = textMember(stored, 'bearer');
  const contactId = textMember(stored, 'contactId');
  const participantId = textMember(stored, 'participantId');
  if (bearer === undefined || contactId === undefined || participantId === undefined) return undefined;
  return { bearer, contactId, participantId };
}

export function storeSession(session: StoredSession): void {
  sessionStorage.setItem(keys.session, JSON.stringify(session));
  sessionStorage.removeItem(keys.start);
}

/** Forgets the chat; whoever uses the browser next finds nothing of it. */
export function forgetSession(): void {
  sessionStorage.removeItem(keys.session);
  sessionStorage.removeItem(keys.outbox);
}

/** The pending start for this name, or a new one: another name is another start. */
export function pendingStart(displayName: string): PendingStart {
  const stored = parsed(sessionStorage.getItem(keys.start) ?? undefined);
  const clientToken = textMember(stored, 'clientToken');
  if (clientToken !== undefined && textMember(stored, 'displayName') === displayName) {
    return { clientToken, displayName };
  }
  const start = { clientToken: crypto.randomUUID(), displayName };
  sessionStorage.setItem(keys.start, JSON.stringify(start));
  return start;
}

export function forgetStart(): void {
  sessionStorage.removeItem(keys.start);
}

export function storedOutbox(): readonly PendingMessage[] {
  const stored = parsed(sessionStorage.getItem(keys.outbox) ?? undefined);
  return (Array.isArray(stored) ? stored : []).filter(
    (entry): entry is PendingMessage =>
      typeof member(entry, 'clientToken') === 'string' &&
      typeof member(entry, 'contentType') === 'string' &&
      typeof member(entry, 'content') === 'string',
  );
}

export function storeOutbox(messages: readonly PendingMessage[]): void {
  sessionStorage.setItem(keys.outbox, JSON.stringify(messages));
}
