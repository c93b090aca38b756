/** What POST /chats answers: the token is the session's bearer, and not Connect's. */
export interface Session {
  readonly ContactId: string;
  readonly ParticipantId: string;
  readonly ParticipantToken: string;
}

/** Whoever has the bearer has the chat: it is kept for this tab alone. */
const place = 'chat-session';
const startPlace = 'chat-start';

export function keptSession(): Session | undefined {
  const text = sessionStorage.getItem(place);
  return text === null ? undefined : (JSON.parse(text) as Session);
}

export function forget(): void {
  sessionStorage.removeItem(place);
}

/** Starts a chat. The ClientToken is kept until it is answered, so that trying again starts no second one. */
export async function started(endpoint: string, name: string): Promise<Session> {
  const kept = JSON.parse(sessionStorage.getItem(startPlace) ?? '{}') as Readonly<Record<string, string>>;
  const token = kept['name'] === name ? kept['token'] : undefined;
  const start = { name, token: token ?? crypto.randomUUID() };
  sessionStorage.setItem(startPlace, JSON.stringify(start));
  const answer = await fetch(`${endpoint}/chats`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ParticipantDetails: { DisplayName: name }, ClientToken: start.token }),
  });
  const body = (await answer.json()) as Session & { readonly message?: string };
  if (!answer.ok) throw new Error(`${answer.status} ${body.message}`);
  sessionStorage.setItem(place, JSON.stringify(body));
  sessionStorage.removeItem(startPlace);
  return body;
}

/** The session again, if its chat goes on; undefined if it is over. */
export async function resumed(endpoint: string, session: Session): Promise<Session | undefined> {
  const answer = await fetch(`${endpoint}/session`, {
    headers: { 'x-amz-bearer': session.ParticipantToken },
  });
  if (answer.status === 403) return undefined;
  if (!answer.ok) throw new Error(String(answer.status));
  return session;
}
