import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** Thrown by readBody for a body above its bound. */
export class BodyTooLarge extends Error {}

/** The whole body of a request, at most `maxBytes` of it. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Destroying the request, as leaving the loop would otherwise do, would take the connection its refusal goes out on.
  const whole: AsyncIterable<Buffer> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of whole) {
    size += chunk.length;
    if (size > maxBytes) throw new BodyTooLarge(`The body is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Answers JSON; does nothing when the client is gone or has been answered. */
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
