/** A request that somebody hostile, or something broken, makes. */
export type HostileRequest =
  | {
      readonly kind: 'http';
      readonly method: string;
      /** Below the stage, or of somewhere else if it does not begin with a slash. */
      readonly path: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: Uint8Array;
    }
  /** Anything at all, on a connection of its own. */
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/**
 * Whoever asks: in a path, a header and a body, a member's name in braces stands for it. The number is in what it
 * writes, so that others can be seen to be told.
 */
export interface Asker {
  readonly number: number;
  readonly bearer: string;
  readonly contact: string;
  /** One that is uploaded. */
  readonly attachment: string;
  /** One that is still to be completed. */
  readonly upload: string;
}

/** What every text of the run begins with. Nothing else has it. */
export const mark = 'Zq7Kx3Canary';

/** A text that tells whose it is. */
export const ownText = `${mark}-{number}-`;

/** The bytes that are sent. The length is the true one: what else frames a request is the subject of mere bytes. */
export function bytesOf(request: HostileRequest, asker: Asker): Uint8Array {
  if (request.kind === 'bytes') return request.bytes;
  const own = (text: string): string =>
    Object.entries(asker).reduce((all, [name, value]) => all.replaceAll(`{${name}}`, String(value)), text);
  const body = Buffer.from(own(Buffer.from(request.body).toString('latin1')), 'latin1');
  const path = request.path.startsWith('/') ? `/v1${request.path}` : `/${request.path}`;
  const lines = [
    `${request.method} ${own(path)} HTTP/1.1`,
    'Host: localhost',
    `Content-Length: ${body.length}`,
    ...request.headers.map(([name, value]) => `${name}: ${own(value)}`),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}
