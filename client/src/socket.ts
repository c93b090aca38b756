import { parsed } from './api.ts';
import type { Edges } from './edges.ts';

/** A socket has to open and to be subscribed within this, in ms. */
const openMs = 10_000;
/** It is asked whether it lives this often, in ms; whatever it says is an answer. */
const heartbeatMs = 10_000;

export interface SocketParts {
  readonly url: string;
  readonly edges: Pick<Edges, 'openSocket' | 'after'>;
  readonly signal: AbortSignal;
  /** What is said from now on arrives. */
  readonly onSubscribed: () => void;
  readonly onItem: (item: unknown) => void;
}

/**
 * Receives over Connect's websocket until it is closed, or says nothing for two heartbeats. Resolves with whether it has
 * ever been subscribed. Never rejects.
 */
export function listen({ url, edges, signal, onSubscribed, onItem }: SocketParts): Promise<boolean> {
  return new Promise((resolve) => {
    let subscribed = false;
    let heard = true;
    const say = (topic: string, content?: object): void => socket.send(JSON.stringify({ topic, content }));
    const finish = (): void => {
      stop();
      signal.removeEventListener('abort', finish);
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
      resolve(subscribed);
    };
    const beat = (): void => {
      if (!heard) return finish();
      heard = false;
      say('aws/heartbeat');
      stop = edges.after(heartbeatMs, beat);
    };
    let stop = edges.after(openMs, () => finish());
    let socket: ReturnType<Edges['openSocket']>;
    try {
      socket = edges.openSocket(url);
    } catch {
      // The page's Content-Security-Policy may forbid it.
      stop();
      resolve(false);
      return;
    }
    signal.addEventListener('abort', finish);
    socket.onopen = () => say('aws/subscribe', { topics: ['aws/chat'] });
    socket.onclose = finish;
    socket.onmessage = ({ data }) => {
      heard = true;
      const { topic, content } = parsed(String(data)) ?? {};
      if (topic === 'aws/chat') {
        onItem(parsed(String(content)));
      } else if (topic === 'aws/subscribe' && !subscribed) {
        if ((content as { readonly status?: unknown } | undefined)?.status !== 'success') return finish();
        subscribed = true;
        stop();
        stop = edges.after(heartbeatMs, beat);
        onSubscribed();
      }
    };
  });
}
