import assert from 'node:assert/strict';
import type { LocalApi } from './local-api.ts';

/** Has the simulated agent do something, and returns the content of the item that comes of it. */
export async function agentDoes(
  { simulator }: Pick<LocalApi, 'simulator'>,
  contactId: unknown,
  action: 'view' | 'sign-in',
): Promise<string> {
  const url = `${simulator.url}/_simulator/agent/contacts/${String(contactId)}/${action}`;
  assert.equal((await fetch(url, { method: 'POST' })).status, 200);
  const contact = simulator.contacts.find(({ ContactId }) => ContactId === contactId);
  return contact?.Items.at(-1)?.Content ?? '';
}

/** The token of the view that an item shows. */
export function viewTokenIn(content: string): string {
  return found(content, /"ViewToken":"([^"]+)"|"viewToken":"([^"]+)"/);
}

/** The session of the sign-in that an item asks for. */
export function sessionIdIn(content: string): string {
  return found(content, /"SessionId":"([^"]+)"/);
}

/** Uploads a file as a page does, by what StartAttachmentUpload has answered. */
export async function putFile(metadata: unknown, body: string): Promise<void> {
  const { Url, HeadersToInclude } = metadata as {
    readonly Url: string;
    readonly HeadersToInclude: Readonly<Record<string, string>>;
  };
  const { status } = await fetch(Url, { method: 'PUT', headers: HeadersToInclude, body });
  assert.equal(status, 200);
}

function found(text: string, pattern: RegExp): string {
  const match = pattern.exec(text);
  assert(match, text);
  return match.slice(1).find((group) => group !== undefined) ?? '';
}
