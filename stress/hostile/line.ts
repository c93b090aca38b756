import { connect, type Socket } from 'node:net';
import type { RawAnswer } from '../../test/support/raw-request.ts';

/** A connection that takes any bytes, one request after the other, and is opened anew where it was closed. */
export interface Line {
  /** Sends a request; `hangUp` says that nothing follows it. Undefined: no answer came. */
  send(
    bytes: Uint8Array,
    options: { readonly hangUp: boolean; readonly isHead: boolean },
  ): Promise<RawAnswer | undefined>;
  close(): void;
}

/** Longer than API Gateway waits for a function, in ms. */
const patience = 30_000;

export function openLine(port: number): Line {
  let socket: Socket | undefined;

  function ask(
    bytes: Uint8Array,
    hangUp: boolean,
    isHead: boolean,
  ): Promise<RawAnswer | 'nothing' | 'stale'> {
    const kept = hangUp ? undefined : socket;
    const used = kept ?? connect({ host: '127.0.0.1', port, allowHalfOpen: true });
    socket = undefined;
    return new Promise((resolve) => {
      let come = Buffer.alloc(0);
      const end = (answer: RawAnswer | 'nothing' | 'stale', keep: boolean): void => {
        clearTimeout(late);
        used.removeAllListeners();
        used.on('error', () => undefined);
        if (keep) socket = used;
        else used.destroy();
        resolve(answer);
      };
      const late = setTimeout(() => end('nothing', false), patience);
      const closed = (): void => {
        const answer = answerIn(come, isHead, true);
        end(answer ?? (kept && come.length === 0 ? 'stale' : 'nothing'), false);
      };
      used.on('error', closed);
      used.on('end', closed);
      used.on('close', closed);
      used.on('data', (chunk: Buffer) => {
        come = Buffer.concat([come, chunk]);
        const answer = answerIn(come, isHead, false);
        if (answer) end(answer, !hangUp && answer.headers['connection'] !== 'close');
      });
      if (hangUp) used.end(bytes);
      else used.write(bytes);
    });
  }

  return {
    async send(bytes, { hangUp, isHead }) {
      for (;;) {
        const answer = await ask(bytes, hangUp, isHead);
        // Browsers ask again, too, where the server had closed the kept connection before.
        if (answer !== 'stale') return answer === 'nothing' ? undefined : answer;
      }
    },
    close: () => socket?.destroy(),
  };
}

/** The answer that has come whole; undefined as long as there is more of it. */
function answerIn(come: Buffer, isHead: boolean, isEnd: boolean): RawAnswer | undefined {
  const end = come.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const [statusLine = '', ...lines] = come.subarray(0, end).toString('latin1').split('\r\n');
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1]);
  const rest = come.subarray(end + 4);
  if (status < 200) return answerIn(rest, isHead, isEnd);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    const value = line.slice(at + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  const length =
    isHead || status === 204 || status === 304 ? 0 : Number(headers['content-length'] ?? Infinity);
  const isChunked = headers['transfer-encoding'] === 'chunked';
  const isWhole =
    isEnd || rest.length >= length || (isChunked && rest.subarray(-5).toString() === '0\r\n\r\n');
  return isWhole ? { status, headers, body: rest.subarray(0, length).toString('utf8') } : undefined;
}
