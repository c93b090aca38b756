/** One call of the API as a client on the wire makes it. */
export interface ApiCall {
  readonly bearer?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Seconds, of the Retry-After header. */
  readonly retryAfter: number | undefined;
  readonly body: Record<string, unknown>;
}

/** POSTs JSON to a path below the stage's URL, http://127.0.0.1:PORT/v1. */
export async function post(url: string, path: string, body: object, call: ApiCall = {}): Promise<ApiAnswer> {
  const { bearer, headers } = call;
  const response = await fetch(url + path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(bearer !== undefined && { 'x-amz-bearer': bearer }),
      ...headers,
    },
    body: JSON.stringify(body),
  });
  const retryAfter = response.headers.get('retry-after');
  return {
    status: response.status,
    headers: response.headers,
    retryAfter: retryAfter === null ? undefined : Number(retryAfter),
    body: (await response.json()) as Record<string, unknown>,
  };
}

/** A new chat: its contact and the bearer of its session. */
export async function newChat(
  url: string,
  body: object = {},
): Promise<{ readonly contactId: string; readonly bearer: string }> {
  const answer = await post(url, '/chats', { ParticipantDetails: { DisplayName: 'Ada' }, ...body });
  const { ContactId, ParticipantToken } = answer.body;
  if (typeof ContactId !== 'string' || typeof ParticipantToken !== 'string')
    throw new Error(`no chat: ${answer.status} ${JSON.stringify(answer.body)}`);
  return { contactId: ContactId, bearer: ParticipantToken };
}

/** A text message with its ClientToken. */
export function message(ClientToken: string, Content = 'hello'): object {
  return { ContentType: 'text/plain', Content, ClientToken };
}
