import assert from 'node:assert/strict';
import type { LocalApi } from './local-api.ts';

/** A chat that a browser has started through the API. */
export interface Chat {
  readonly bearer: string;
  readonly contactId: string;
  readonly participantId: string;
}

export interface ChatOptions {
  readonly origin?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly displayName?: string;
  readonly clientToken?: string;
}

export async function startChat(
  { url }: Pick<LocalApi, 'url'>,
  { origin, attributes, displayName = 'Ada', clientToken }: ChatOptions = {},
): Promise<Chat> {
  const response = await fetch(`${url}/chats`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(origin !== undefined && { origin }) },
    body: JSON.stringify({
      ParticipantDetails: { DisplayName: displayName },
      ...(attributes && { Attributes: attributes }),
      ...(clientToken !== undefined && { ClientToken: clientToken }),
    }),
  });
  assert.equal(response.status, 200);
  const { ParticipantToken, ContactId, ParticipantId } = (await response.json()) as Record<string, string>;
  assert(ParticipantToken !== undefined && ContactId !== undefined && ParticipantId !== undefined);
  return { bearer: ParticipantToken, contactId: ContactId, participantId: ParticipantId };
}

/** What makes the simulated contact a WebRTC call, which alone takes a guest. */
export const voice = { simulatedChannel: 'VOICE' } as const;
