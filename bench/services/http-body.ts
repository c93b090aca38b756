import type { Readable } from 'node:stream';

export async function readBody(stream: Readable): Promise<string> {
  let text = '';
  stream.setEncoding('utf8');
  for await (const part of stream) text += part as string;
  return text;
}
