import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Thrown by readBody for a body above its bound. */
export class BodyTooLarge extends Error {}

/** Reads a request's whole body, beyond `maxBytes` too, so that its client sees the refusal. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) throw new BodyTooLarge(`The body is larger than ${maxBytes} bytes`);
  return Buffer.concat(chunks);
}

/** Sends JSON; does nothing when the client is gone or has been answered. */
export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
